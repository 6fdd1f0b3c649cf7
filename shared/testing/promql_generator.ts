/** Gives numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SELECTORS = [
  "requests_total",
  'requests_total{code="500"}',
  'requests_total{code=~"4..|5..", pod!="api-2"}',
  "latency_seconds_count",
  "temperature",
  'temperature{namespace="shop"}',
  "memory_bytes",
  "limit_bytes",
  "pod_info",
  "up",
  "short_lived",
  "sparse",
  "odd_values",
  'odd_values{kind!~"nan|inf"}',
  'missing_metric{pod="api-1", zone=~"z.*"}',
];
const COUNTERS = SELECTORS.slice(0, 4);
const RANGES = ["1m", "2m30s", "5m", "17m", "1h"];
const SHIFTS = [
  "",
  "",
  "",
  "",
  " offset 5m",
  " offset -2m",
  " offset 1h",
  " @ 1790852400",
  " @ end()",
  " @ start() offset 3m",
];
const COUNTER_FUNCTIONS = ["rate", "increase", "irate", "resets"];
const RANGE_FUNCTIONS = [
  "delta",
  "idelta",
  "deriv",
  "changes",
  "avg_over_time",
  "sum_over_time",
  "min_over_time",
  "max_over_time",
  "count_over_time",
  "last_over_time",
  "first_over_time",
  "present_over_time",
  "stddev_over_time",
  "stdvar_over_time",
  "absent_over_time",
];
const SAMPLE_FUNCTIONS = [
  "abs",
  "ceil",
  "floor",
  "exp",
  "sqrt",
  "ln",
  "log2",
  "log10",
  "sgn",
  "sin",
  "atan",
  "deg",
  "rad",
  "round",
];
const DATE_FUNCTIONS = [
  "hour",
  "minute",
  "day_of_week",
  "day_of_month",
  "day_of_year",
  "days_in_month",
  "month",
  "year",
];
const AGGREGATIONS = ["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar"];
const GROUPINGS = [
  "",
  "",
  " by (pod)",
  " by (namespace, job)",
  " without (pod)",
  " by ()",
  " without (code, uid, node)",
];
const ARITHMETIC = ["+", "-", "*", "/", "%", "^", "atan2"];
const COMPARISONS = ["==", "!=", "<", ">", "<=", ">=", "> bool", "<= bool"];
const SCALARS = [
  "0",
  "1",
  "2.5",
  "-3",
  "1e6",
  "0.001",
  "NaN",
  "Inf",
  "time()",
  "scalar(sum(up))",
  "pi()",
  "5m",
];
const SETS = ["and", "or", "unless"];
const MATCHINGS = ["", " on (pod)", " ignoring (code, le)", " on (namespace, pod)"];

/** Writes valid PromQL over the fixture's series, the same queries for the same seed. */
export function generatePromql(count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const pick = (choices: readonly string[]): string =>
    choices[Math.floor(random() * choices.length)] ?? "";

  function vector(depth: number): string {
    if (depth <= 0) return pick(SELECTORS) + pick(SHIFTS);
    const form = FORMS[Math.floor(random() * FORMS.length)];
    return form === undefined ? "up" : form(depth - 1);
  }

  function range(depth: number): string {
    if (depth > 0 && random() < 0.3) {
      return `(${vector(depth - 1)})[${pick(["10m", "30m", "1h"])}:${pick(["", "1m", "90s"])}]${
        pick(SHIFTS)
      }`;
    }
    return `${pick(SELECTORS)}[${pick(RANGES)}]${pick(SHIFTS)}`;
  }

  const FORMS: readonly ((depth: number) => string)[] = [
    () => `${pick(COUNTER_FUNCTIONS)}(${pick(COUNTERS)}[${pick(RANGES)}]${pick(SHIFTS)})`,
    (depth) => `${pick(RANGE_FUNCTIONS)}(${range(depth)})`,
    (depth) => `predict_linear(${range(depth)}, ${pick(["60", "3600", "-600"])})`,
    (depth) => `quantile_over_time(${pick(["0", "0.5", "0.9", "1.2"])}, ${range(depth)})`,
    (depth) => `${pick(SAMPLE_FUNCTIONS)}(${vector(depth)})`,
    (depth) =>
      `${pick(DATE_FUNCTIONS)}(${
        pick(["", `timestamp(${pick(SELECTORS)})`, "build_time_seconds", `vector(${depth}e9)`])
      })`,
    (depth) => `${pick(AGGREGATIONS)}${pick(GROUPINGS)} (${vector(depth)})`,
    (depth) => `sum by (pod) (${vector(depth)})`,
    (depth) =>
      `${pick(["topk", "bottomk"])}${pick(GROUPINGS)} (${pick(["1", "2", "3.7", "0"])}, ${
        vector(depth)
      })`,
    (depth) =>
      `quantile${pick(GROUPINGS)} (${pick(["0.1", "0.5", "0.99", "-1"])}, ${vector(depth)})`,
    (depth) => `count_values${pick(GROUPINGS)} ("value", ${vector(depth)})`,
    () =>
      `histogram_quantile(${pick(["0.5", "0.95", "0", "1"])}, sum by (le${
        pick(["", ", pod", ", job"])
      }) (rate(latency_seconds_bucket[${pick(RANGES)}])))`,
    () =>
      `histogram_quantile(0.9, ${
        pick(["latency_seconds_bucket", "rate(latency_seconds_bucket[5m])"])
      })`,
    (depth) => `${vector(depth)} ${pick(ARITHMETIC)} ${pick(SCALARS)}`,
    (depth) => `${pick(SCALARS)} ${pick(ARITHMETIC)} (${vector(depth)})`,
    (depth) => `${vector(depth)} ${pick(COMPARISONS)} ${pick(SCALARS)}`,
    (depth) =>
      `sum by (pod) (${vector(depth)}) ${pick([...ARITHMETIC, ...COMPARISONS])}${
        pick(["", " on (pod)"])
      } avg by (pod) (${vector(depth)})`,
    () =>
      `requests_total ${pick(ARITHMETIC)} on (pod) group_left (${
        pick(["", "node", "node, uid"])
      }) max by (pod, node, uid) (pod_info)`,
    () =>
      `sum by (pod) (up) ${pick(["*", "<"])} on (pod) group_right () ${
        pick(SELECTORS.slice(0, 3))
      }`,
    (depth) => `(${vector(depth)}) ${pick(SETS)}${pick(MATCHINGS)} (${vector(depth)})`,
    (depth) =>
      `label_replace(${vector(depth)}, "${pick(["short", "pod"])}", "${
        pick(["$1", "x-$1", "${1}z", ""])
      }", "pod", "${pick(["(.*)-.*", "api-(.)", ".*"])}")`,
    (depth) => `label_join(${vector(depth)}, "joined", "-", "namespace", "pod")`,
    (depth) =>
      `clamp${pick(["(%, -1, 5)", "_min(%, 2)", "_max(%, 2)"]).replace("%", vector(depth))}`,
    (depth) => `absent(${vector(depth)})`,
    (depth) => `timestamp(${vector(depth)})`,
    (depth) => `-(${vector(depth)})`,
    (depth) => `vector(${pick(SCALARS)}) ${pick(ARITHMETIC)} scalar(${vector(depth)})`,
    (depth) => `sort${pick(["", "_desc"])}(${vector(depth)})`,
  ];
  return Array.from({ length: count }, () => vector(1 + Math.floor(random() * 3)));
}
