import type { Labels } from "../query/matchers.ts";

/** Computes something of a label set once: a query meets the same sets at each of its steps. */
export function oncePerSet<Result>(compute: (labels: Labels) => Result): typeof compute {
  const known = new WeakMap<Labels, Result>();
  return (labels) => {
    const found = known.get(labels);
    if (found !== undefined) return found;
    const result = compute(labels);
    known.set(labels, result);
    return result;
  };
}

/** Text that is equal exactly when two label sets are. */
export const labelKey = oncePerSet((labels) =>
  Object.keys(labels).sort().map((name) => `${name}\xff${labels[name]}`).join("\xfe")
);

/** Keeps the named labels that the set has. */
export function keepLabels(labels: Labels, names: readonly string[]): Labels {
  const kept: Record<string, string> = {};
  for (const name of names) {
    const value = labels[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** Leaves the named labels out, and empty ones, which are the same as absent ones. */
export function dropLabels(labels: Labels, names: readonly string[]): Labels {
  const rest: Record<string, string> = {};
  for (const name in labels) {
    const value = labels[name];
    if (value !== undefined && value !== "" && !names.includes(name)) rest[name] = value;
  }
  return rest;
}

/** Leaves the metric name out. */
export const dropName = oncePerSet((labels) =>
  labels["__name__"] === undefined ? labels : dropLabels(labels, ["__name__"])
);

/** Sets a label; an empty value takes it away, as an absent label and an empty one are the same. */
export function withLabel(labels: Labels, name: string, value: string): Labels {
  return value === "" ? dropLabels(labels, [name]) : { ...labels, [name]: value };
}

/** Writes a label set for an error message, `{a="b"}`. */
export function showLabels(labels: Labels): string {
  const { __name__: name = "", ...rest } = labels;
  const pairs = Object.keys(rest).sort().map((label) => `${label}=${JSON.stringify(rest[label])}`);
  return `${name}{${pairs.join(", ")}}`;
}
