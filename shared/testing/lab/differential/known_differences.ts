/** Where the embedded cluster answers otherwise than the real one, and why that is left so. */

export interface KnownDifference {
  /** Matches the queries that it explains. */
  readonly query: RegExp;
  readonly reason: string;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    query: /^bottomk by \(\) \(1, histogram_quantile\(0\.9, rate\(latency_seconds_bucket/,
    reason: "of series with equal values Prometheus keeps another one at each step",
  },
  {
    query: /^topk\(20, sum by \(namespace, pod, container\) \(rate\(container_cpu_cfs_throttled/,
    reason: "which of the shares that differ in the last bit comes first depends on the additions",
  },
];
