import type { Labels } from "../query/matchers.ts";
import type { SeriesSource, StoredSeries } from "../embedded/promql_values.ts";

const SCRAPE_MS = 30_000;
const SAMPLES = 240;
const PODS = ["api-1", "api-2", "web-1"];
const CODES = ["200", "404", "500"];
const BOUNDS = ["0.1", "0.25", "0.5", "1", "2.5", "+Inf"];

/** Time of the last scrape of the fixture. */
export const FIXTURE_END_MS = Date.UTC(2026, 9, 1, 12, 0, 0);
export const FIXTURE_START_MS = FIXTURE_END_MS - (SAMPLES - 1) * SCRAPE_MS;

type ValueAt = (index: number) => number | "stale" | undefined;

/**
 * Two hours of series that exercise an evaluator: counters with resets, gauges of either sign, gaps, series that
 * come and go with staleness markers, classic histograms, info series, NaN and infinities.
 */
export function promqlFixture(): StoredSeries[] {
  const fixture: StoredSeries[] = [];
  const add = (labels: Labels, valueAt: ValueAt, jitterMs = 0) =>
    fixture.push(stored(labels, { valueAt, jitterMs }));

  for (const [p, pod] of PODS.entries()) {
    const where = { job: pod.slice(0, 3), pod, namespace: p === 2 ? "edge" : "shop" };
    for (const [c, code] of CODES.entries()) {
      const labels = { __name__: "requests_total", ...where, code };
      add(labels, (i) => ((i + p * 17) % (90 + 40 * c)) * (7 - 2 * c) + (i % 5) * c, p * 1_300);
    }
    for (const [b, le] of BOUNDS.entries()) {
      add(
        { __name__: "latency_seconds_bucket", ...where, le },
        (i) => i * (b + 1) * (p + 1) + (b > 2 ? (i >> 3) : 0),
      );
    }
    add({ __name__: "latency_seconds_sum", ...where }, (i) => i * 1.37 * (p + 1));
    add(
      { __name__: "latency_seconds_count", ...where },
      (i) => i * BOUNDS.length * (p + 1) + (i >> 3),
    );
    add(
      { __name__: "temperature", ...where },
      (i) => Math.round(Math.sin(i / (9 + p)) * 400) / 10 - 5 + p,
      777,
    );
    add(
      { __name__: "memory_bytes", ...where },
      (i) => 1e9 + i * 1_234_567 * (p + 1) + (i % 7) * 1e6,
    );
    add({ __name__: "limit_bytes", ...where }, (i) => (i > 30 * p ? 2e9 + p * 1e8 : undefined));
    add({ __name__: "pod_info", ...where, node: `node-${p % 2}`, uid: `u${p}` }, () => 1);
    add({ __name__: "up", ...where }, (i) => (i % (40 + p) < 2 ? 0 : 1));
  }
  add(
    { __name__: "short_lived", pod: "job-1", phase: "a" },
    (i) => (i > 50 && i < 120 ? i : i === 120 ? "stale" : undefined),
  );
  add(
    { __name__: "short_lived", pod: "job-2", phase: "b" },
    (i) => (i > 100 && i < 150 ? -i : undefined),
  );
  add({ __name__: "sparse", zone: "z1" }, (i) => (i % 9 === 0 ? i / 3 : undefined));
  add({ __name__: "odd_values", kind: "nan" }, (i) => (i % 4 === 0 ? NaN : i));
  add({ __name__: "odd_values", kind: "inf" }, (i) => (i % 10 === 0 ? Infinity : -i));
  add({ __name__: "odd_values", kind: "constant" }, () => 42);
  add(
    { __name__: "build_time_seconds", version: "1.2.3" },
    () => FIXTURE_START_MS / 1_000 - 86_400,
  );
  return fixture;
}

/** Serves the fixture to the evaluator. */
export function fixtureSource(series: readonly StoredSeries[] = promqlFixture()): SeriesSource {
  return { select: () => series };
}

function stored(
  labels: Labels,
  { valueAt, jitterMs }: { valueAt: ValueAt; jitterMs: number },
): StoredSeries {
  const t: number[] = [];
  const v: number[] = [];
  const staleAt: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    const value = valueAt(i);
    const time = FIXTURE_START_MS + i * SCRAPE_MS + jitterMs;
    if (value === "stale") staleAt.push(time);
    else if (value !== undefined) {
      t.push(time);
      v.push(value);
    }
  }
  return { labels, samples: { t, v }, staleAt };
}
