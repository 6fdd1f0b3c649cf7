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

/** Leaves out opaque labels as long as the others still tell all series apart. */
export function readableLabels(
  varying: readonly string[],
  labelSets: readonly Labels[],
): readonly string[] {
  const readable = varying.filter((name) => !OPAQUE_LABELS.has(name));
  const keys = new Set(
    labelSets.map((labels) => readable.map((name) => labels[name] ?? "").join("\0")),
  );
  return keys.size === labelSets.length ? readable : varying;
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
