import type { MetricFamily } from "./metric_families.ts";

/** Families that share the first word of their names, which is usually who exposes them. */
export interface MetricGroup {
  readonly prefix: string;
  readonly families: number;
  /** A few of them, by name. */
  readonly examples: readonly string[];
}

const MOST_EXAMPLES = 2;

/** Groups families by the first word of their names, largest group first, then by prefix. */
export function groupFamilies(families: readonly MetricFamily[]): readonly MetricGroup[] {
  const groups = Map.groupBy(families, ({ name }) => `${/^[^_:]+/.exec(name)?.[0] ?? name}`);
  return [...groups]
    .map(([prefix, members]) => ({
      prefix,
      families: members.length,
      examples: members.map(({ name }) => name).sort().slice(0, MOST_EXAMPLES),
    }))
    .sort((a, b) => b.families - a.families || (a.prefix < b.prefix ? -1 : 1));
}
