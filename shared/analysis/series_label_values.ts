import type { Labels } from "./series.ts";

/** One label of a set of series. */
export interface LabelValues {
  readonly label: string;
  /** How many values it has. */
  readonly values: number;
  /** The values with the most series, then by name. */
  readonly top: readonly { readonly value: string; readonly series: number }[];
}

const MOST_TOP = 5;

/** Counts label values over series: labels with fewer values first, for they group best; then by name. */
export function countLabelValues(
  labelSets: readonly Labels[],
  { top = MOST_TOP }: { readonly top?: number } = {},
): readonly LabelValues[] {
  const counts = new Map<string, Map<string, number>>();
  for (const labels of labelSets) {
    for (const [label, value] of Object.entries(labels)) {
      if (label === "__name__") continue;
      const ofLabel = counts.get(label) ?? new Map<string, number>();
      counts.set(label, ofLabel.set(value, (ofLabel.get(value) ?? 0) + 1));
    }
  }
  return [...counts]
    .map(([label, values]) => ({ label, values: values.size, top: topOf(values, top) }))
    .sort((a, b) => a.values - b.values || (a.label < b.label ? -1 : 1));
}

function topOf(values: ReadonlyMap<string, number>, count: number): LabelValues["top"] {
  return [...values]
    .map(([value, series]) => ({ value, series }))
    .sort((a, b) => b.series - a.series || (a.value < b.value ? -1 : 1))
    .slice(0, count);
}
