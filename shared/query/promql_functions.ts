import type { ValueType } from "./promql_ast.ts";

export interface PromqlFunction {
  readonly args: readonly ValueType[];
  readonly returns: ValueType;
  /** Fewest arguments; the length of `args` when absent. */
  readonly min?: number;
  /** Most arguments, the last type repeating; the length of `args` when absent. */
  readonly max?: number;
  /** Needs `--enable-feature=promql-experimental-functions`. */
  readonly experimental?: true;
}

const EXPERIMENTAL = { experimental: true } as const;
const VECTOR = { args: ["vector"], returns: "vector" } as const satisfies PromqlFunction;
const OVER_RANGE = { args: ["matrix"], returns: "vector" } as const satisfies PromqlFunction;
const DATE_PART = { args: ["vector"], returns: "vector", min: 0 } as const satisfies PromqlFunction;
const CONSTANT = { args: [], returns: "scalar" } as const satisfies PromqlFunction;

/** Every function of Prometheus 3 by name. */
export const PROMQL_FUNCTIONS: Readonly<Record<string, PromqlFunction>> = {
  abs: VECTOR,
  absent: VECTOR,
  absent_over_time: OVER_RANGE,
  acos: VECTOR,
  acosh: VECTOR,
  asin: VECTOR,
  asinh: VECTOR,
  atan: VECTOR,
  atanh: VECTOR,
  avg_over_time: OVER_RANGE,
  ceil: VECTOR,
  changes: OVER_RANGE,
  clamp: { args: ["vector", "scalar", "scalar"], returns: "vector" },
  clamp_max: { args: ["vector", "scalar"], returns: "vector" },
  clamp_min: { args: ["vector", "scalar"], returns: "vector" },
  cos: VECTOR,
  cosh: VECTOR,
  count_over_time: OVER_RANGE,
  day_of_month: DATE_PART,
  day_of_week: DATE_PART,
  day_of_year: DATE_PART,
  days_in_month: DATE_PART,
  deg: VECTOR,
  delta: OVER_RANGE,
  deriv: OVER_RANGE,
  double_exponential_smoothing: {
    args: ["matrix", "scalar", "scalar"],
    returns: "vector",
    ...EXPERIMENTAL,
  },
  end: { ...CONSTANT, ...EXPERIMENTAL },
  exp: VECTOR,
  first_over_time: OVER_RANGE,
  floor: VECTOR,
  histogram_avg: VECTOR,
  histogram_count: VECTOR,
  histogram_fraction: { args: ["scalar", "scalar", "vector"], returns: "vector" },
  histogram_quantile: { args: ["scalar", "vector"], returns: "vector" },
  histogram_quantiles: {
    args: ["vector", "string", "scalar"],
    returns: "vector",
    max: 12,
    ...EXPERIMENTAL,
  },
  histogram_stddev: VECTOR,
  histogram_stdvar: VECTOR,
  histogram_sum: VECTOR,
  hour: DATE_PART,
  idelta: OVER_RANGE,
  increase: OVER_RANGE,
  info: { args: ["vector", "vector"], returns: "vector", min: 1, ...EXPERIMENTAL },
  irate: OVER_RANGE,
  label_join: {
    args: ["vector", "string", "string", "string"],
    returns: "vector",
    min: 3,
    max: Infinity,
  },
  label_replace: { args: ["vector", "string", "string", "string", "string"], returns: "vector" },
  last_over_time: OVER_RANGE,
  ln: VECTOR,
  log10: VECTOR,
  log2: VECTOR,
  mad_over_time: { ...OVER_RANGE, ...EXPERIMENTAL },
  max_over_time: OVER_RANGE,
  min_over_time: OVER_RANGE,
  minute: DATE_PART,
  month: DATE_PART,
  pi: CONSTANT,
  predict_linear: { args: ["matrix", "scalar"], returns: "vector" },
  present_over_time: OVER_RANGE,
  quantile_over_time: { args: ["scalar", "matrix"], returns: "vector" },
  rad: VECTOR,
  range: { ...CONSTANT, ...EXPERIMENTAL },
  rate: OVER_RANGE,
  resets: OVER_RANGE,
  round: { args: ["vector", "scalar"], returns: "vector", min: 1 },
  scalar: { args: ["vector"], returns: "scalar" },
  sgn: VECTOR,
  sin: VECTOR,
  sinh: VECTOR,
  sort: VECTOR,
  sort_by_label: {
    args: ["vector", "string"],
    returns: "vector",
    min: 1,
    max: Infinity,
    ...EXPERIMENTAL,
  },
  sort_by_label_desc: {
    args: ["vector", "string"],
    returns: "vector",
    min: 1,
    max: Infinity,
    ...EXPERIMENTAL,
  },
  sort_desc: VECTOR,
  sqrt: VECTOR,
  start: { ...CONSTANT, ...EXPERIMENTAL },
  start_timestamp: { ...VECTOR, ...EXPERIMENTAL },
  stddev_over_time: OVER_RANGE,
  stdvar_over_time: OVER_RANGE,
  step: { ...CONSTANT, ...EXPERIMENTAL },
  sum_over_time: OVER_RANGE,
  tan: VECTOR,
  tanh: VECTOR,
  time: CONSTANT,
  timestamp: VECTOR,
  ts_of_first_over_time: { ...OVER_RANGE, ...EXPERIMENTAL },
  ts_of_last_over_time: { ...OVER_RANGE, ...EXPERIMENTAL },
  ts_of_max_over_time: { ...OVER_RANGE, ...EXPERIMENTAL },
  ts_of_min_over_time: { ...OVER_RANGE, ...EXPERIMENTAL },
  vector: { args: ["scalar"], returns: "vector" },
  year: DATE_PART,
};
