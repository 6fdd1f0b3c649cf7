import type { Labels } from "./series.ts";

/** What is the same on every series, and the label names that tell them apart. */
export interface LabelSplit {
  readonly common: Labels;
  /** In order of name, the metric's own name first. */
  readonly varying: readonly string[];
}

/** Splits labels into those that all series share with one value and those that differ. */
export function splitLabels(labelSets: readonly Labels[]): LabelSplit {
  const [first = {}] = labelSets;
  const names = new Set(labelSets.flatMap((labels) => Object.keys(labels)));
  const shared = (name: string) => labelSets.every((labels) => labels[name] === first[name]);
  const sorted = [...names].sort(byName);
  return {
    common: Object.fromEntries(sorted.filter(shared).map((name) => [name, first[name] ?? ""])),
    varying: sorted.filter((name) => !shared(name)),
  };
}

/** Labels that identify an object for a machine and say nothing to a reader. */
const OPAQUE_LABELS = new Set(["uid", "id", "container_id", "image_id", "system_uuid", "boot_id"]);

/** Leaves out what says nothing to a reader. */
export function withoutOpaque(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !OPAQUE_LABELS.has(name)));
}

/** Leaves out opaque labels as long as the others still tell all series apart. */
export function readableLabels(
  varying: readonly string[],
  labelSets: readonly Labels[],
): readonly string[] {
  const readable = varying.filter((name) => !OPAQUE_LABELS.has(name));
  return distinct(readable, labelSets) === labelSets.length ? readable : varying;
}

/** Labels by which people know where a line comes from, best first. */
const TELLING_LABELS = ["pod", "unit", "container", "app", "namespace", "node_name", "job"];

/** Picks the fewest labels, as far as people know them, that tell as many label sets apart as all of them do. */
export function fewestLabels(
  varying: readonly string[],
  labelSets: readonly Labels[],
): readonly string[] {
  const rest = varying.filter((name) => !TELLING_LABELS.includes(name));
  const candidates = [...TELLING_LABELS.filter((name) => varying.includes(name)), ...rest];
  const most = distinct(candidates, labelSets);
  const chosen: string[] = [];
  for (const name of candidates) {
    const before = distinct(chosen, labelSets);
    if (before === most) break;
    if (distinct([...chosen, name], labelSets) > before) chosen.push(name);
  }
  return chosen;
}

/** Names a group of label sets by the best label on which they agree and others do not; `undefined` when there is none. */
export function sharedLabel(
  group: readonly Labels[],
  { common }: Pick<LabelSplit, "common">,
): readonly [name: string, value: string] | undefined {
  const [first = {}] = group;
  const name = TELLING_LABELS.find((name) =>
    common[name] === undefined && first[name] !== undefined &&
    group.every((labels) => labels[name] === first[name])
  );
  return name === undefined ? undefined : [name, first[name] ?? ""];
}

function distinct(names: readonly string[], labelSets: readonly Labels[]): number {
  return new Set(labelSets.map((labels) => names.map((name) => labels[name] ?? "").join("\0")))
    .size;
}

/** Writes labels in one fixed order, as Prometheus does: `name{a="b"}`. */
export function labelsText(labels: Labels): string {
  const { __name__: name = "", ...rest } = labels;
  const pairs = Object.keys(rest).sort(byName).map((key) => `${key}=${JSON.stringify(rest[key])}`);
  return pairs.length === 0 && name !== "" ? name : `${name}{${pairs.join(", ")}}`;
}

function byName(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "__name__") return -1;
  if (b === "__name__") return 1;
  return a < b ? -1 : 1;
}
