/** The objects that answers have named so far, in the order in which an investigator would take them up. */

import type { Subject } from "./intents.ts";
import type { Named } from "./printed_names.ts";

const NAME = /(?<![\w.-])[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?![\w-])/g;
/** Labels of where a sample comes from, which say nothing about what it is of. */
const ORIGIN = /"(?:job|instance|uid|endpoint|generatorURL|fingerprint)":\s*"[^"]*"/g;
/** Of two kinds with one name, the one that the other follows from. */
const PREFERRED = ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "Node", "Service"];
const KIND_BEFORE_CHARACTERS = 60;

/** Makes a lookup of names, once for a scenario. */
export function directoryOf(names: readonly Named[]): ReadonlyMap<string, readonly Named[]> {
  return Map.groupBy(names, ({ name }) => name);
}

/** The subjects that texts name, in order of first mention; pods of a named workload come with it. */
export function printedSubjects(
  texts: readonly string[],
  directory: ReadonlyMap<string, readonly Named[]>,
): readonly Subject[] {
  const found = new Map<string, Named>();
  for (const text of texts) {
    const plain = text.replace(ORIGIN, "");
    for (const { 0: name, index } of plain.matchAll(NAME)) {
      const candidates = directory.get(name);
      if (candidates === undefined || found.has(name)) continue;
      const before = plain.slice(Math.max(0, index - KIND_BEFORE_CHARACTERS), index);
      const chosen = choose(candidates, before);
      if (chosen !== undefined) found.set(name, chosen);
    }
  }
  const pods = [...found.values()].filter(({ kind }) => kind === "Pod");
  return [...found.values()].map((named) => ({ ...named, pods: podsOf(named, pods) }));
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
