/** Metrics that belong together: the parts of a histogram or summary, or one metric alone. */
export interface MetricFamily {
  readonly name: string;
  /** The names that have series; of a plain metric its own. */
  readonly members: readonly string[];
}

const PARTS = ["_bucket", "_count", "_sum", "_created"];
/** A family needs this many of its parts: `jobs_count` alone is a metric of its own. */
const FEWEST_PARTS = 2;

/** Folds the parts of histograms and summaries into one family each, in order of name. */
export function foldFamilies(names: readonly string[]): readonly MetricFamily[] {
  const existing = new Set(names);
  const families = new Map<string, string[]>();
  for (const name of [...existing].sort()) {
    const base = baseOf(name, existing);
    families.set(base, [...families.get(base) ?? [], name]);
  }
  return [...families].map(([name, members]) => ({ name, members }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

function baseOf(name: string, existing: ReadonlySet<string>): string {
  const suffix = PARTS.find((part) => name.endsWith(part));
  if (suffix === undefined) return name;
  const base = name.slice(0, -suffix.length);
  const parts = PARTS.filter((part) => existing.has(base + part));
  return parts.length >= FEWEST_PARTS ? base : name;
}
