import type { QueryVariant, SavedQuery } from "./saved_query.ts";

/** Whether a cluster has what a saved query needs. */
export interface QueryAvailability {
  readonly id: string;
  /** The variant to use; absent when none has its metrics. */
  readonly variant?: QueryVariant;
  /** What the variant that lacks least still needs; empty when one can be used. */
  readonly missing: readonly string[];
}

/** Marks saved queries whose metrics are missing, and chooses the first variant that has its own. */
export function availability(
  queries: readonly SavedQuery[],
  existingMetrics: ReadonlySet<string>,
): readonly QueryAvailability[] {
  return queries.map(({ id, variants }) => {
    const lacking = variants.map((variant) => ({
      variant,
      missing: variant.needs.filter((metric) => !existingMetrics.has(metric)),
    }));
    const usable = lacking.find(({ missing }) => missing.length === 0);
    if (usable !== undefined) return { id, variant: usable.variant, missing: [] };
    const nearest = lacking.reduce((a, b) => b.missing.length < a.missing.length ? b : a);
    return { id, missing: nearest.missing };
  });
}
