/** The objects that answers have named so far, in the order in which an investigator would take them up. */

import type { Subject } from "./intents.ts";
import type { Named } from "./printed_names.ts";

const NAME = /(?<![\w.-])[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?![\w-])/g;
/** Labels of where a sample comes from, which say nothing about what it is of. */
const ORIGIN = /"?(?:job|instance|uid|endpoint|generatorURL|fingerprint)"?\s*[:=]\s*"?[^"\s]*"?/g;
/** Words of a record that is about trouble. */
const TROUBLE =
  /crashloop|backoff|back-off|oomkilled|evicted|error|fail|unhealthy|notready|not ready|pending|unschedulable|unavailable|timed? ?out|refused|reaches nothing|no pods|no ready|warning|critical|firing|terminating|pressure|0\/[1-9]/i;
/** Of two kinds with one name, the one that the other follows from. */
const PREFERRED = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Node", "Service"];
const KIND_BEFORE_CHARACTERS = 60;

export interface Directory {
  readonly byName: ReadonlyMap<string, readonly Named[]>;
  /** Names that mean a namespace unless the kind of another object stands before them. */
  readonly namespaces: ReadonlySet<string>;
  /** What each record names, kept because every stage looks at all records again. */
  readonly mentions: Map<string, readonly Named[]>;
}

/** Makes a lookup of names, once for a scenario. */
export function directoryOf(names: readonly Named[]): Directory {
  return {
    byName: Map.groupBy(names, ({ name }) => name),
    namespaces: new Set(names.map(({ namespace }) => namespace)),
    mentions: new Map(),
  };
}

/**
 * The subjects that records name: first what the symptom speaks of too, then what stands in a record about trouble,
 * then the others, each in order of first mention. Pods of a named workload come with it.
 */
export function printedSubjects(
  records: readonly string[],
  { directory, symptom }: { readonly directory: Directory; readonly symptom: string },
): readonly Subject[] {
  const found = new Map<string, { readonly named: Named; troubled: boolean }>();
  for (const record of records) {
    const troubled = TROUBLE.test(record);
    for (const named of namesIn(record, directory)) {
      const known = found.get(named.name);
      if (known === undefined) found.set(named.name, { named, troubled });
      else if (troubled) known.troubled = true;
    }
  }
  const spoken = new Set([...symptom.toLowerCase().matchAll(NAME)].map(([word]) => word));
  const rank = ({ named, troubled }: { readonly named: Named; readonly troubled: boolean }) =>
    spoken.has(named.name) ? 0 : troubled ? 1 : 2;
  const ordered = [...found.values()].sort((left, right) => rank(left) - rank(right))
    .map(({ named }) => named);
  const pods = ordered.filter(({ kind }) => kind === "Pod");
  return ordered.map((named) => ({ ...named, pods: podsOf(named, pods) }));
}

/** The objects that records name, in order of first mention. */
export function mentioned(records: readonly string[], directory: Directory): readonly Named[] {
  const all = records.flatMap((record) => namesIn(record, directory));
  return [...new Map(all.map((named) => [named.name, named])).values()];
}

function namesIn(record: string, directory: Directory): readonly Named[] {
  const known = directory.mentions.get(record);
  if (known !== undefined) return known;
  const found = [...findNames(record, directory)];
  directory.mentions.set(record, found);
  return found;
}

function* findNames(record: string, { byName, namespaces }: Directory): Generator<Named> {
  const plain = record.replace(ORIGIN, "");
  for (const { 0: name, index } of plain.matchAll(NAME)) {
    const candidates = byName.get(name);
    if (candidates === undefined) continue;
    const before = plain.slice(Math.max(0, index - KIND_BEFORE_CHARACTERS), index);
    const chosen = choose(candidates, before);
    const isNamespace = namespaces.has(name) && !isNamedAs(chosen, before);
    if (chosen !== undefined && !isNamespace) yield chosen;
  }
}

/** Whether the kind stands before the name: `Ingress shop/shop`. */
function isNamedAs(named: Named | undefined, before: string): boolean {
  if (named === undefined) return false;
  return new RegExp(`${named.kind}\\W+(?:${named.namespace}\\W)?$`, "i").test(before);
}

function choose(candidates: readonly Named[], before: string): Named | undefined {
  const kindPlace = ({ kind }: Named) => before.toLowerCase().lastIndexOf(kind.toLowerCase());
  const namespacePlace = ({ namespace }: Named) => before.lastIndexOf(`${namespace}/`);
  return [...candidates].sort((left, right) =>
    kindPlace(right) - kindPlace(left) || namespacePlace(right) - namespacePlace(left) ||
    preference(left) - preference(right)
  )[0];
}

function preference({ kind }: Named): number {
  const place = PREFERRED.indexOf(kind);
  return place < 0 ? PREFERRED.length : place;
}

function podsOf({ kind, namespace, name }: Named, pods: readonly Named[]): readonly string[] {
  if (kind === "Pod") return [];
  return pods.filter((pod) => pod.namespace === namespace && pod.name.startsWith(`${name}-`))
    .map((pod) => pod.name);
}
