import type { Labels } from "../query/matchers.ts";
import type { Call, PromqlExpr } from "../query/promql_ast.ts";
import { ascending, descending } from "./float_math.ts";
import { dropName } from "./label_sets.ts";
import { histogramQuantile } from "./promql_histogram_quantile.ts";
import { labelJoin, labelReplace } from "./promql_label_functions.ts";
import { DATE_FUNCTIONS, SAMPLE_FUNCTIONS } from "./promql_sample_functions.ts";
import type { RangeWindow, Sample, Value } from "./promql_values.ts";

/** The arguments of a call, evaluated when asked for. */
export interface CallArguments {
  readonly timeMs: number;
  readonly samples: (index: number) => readonly Sample[];
  readonly scalar: (index: number) => number | undefined;
  readonly string: (index: number) => string;
  readonly windows: (index: number) => readonly RangeWindow[];
}

type Apply = (call: Call, args: CallArguments) => Value;

/** Functions other than those of ranges by name. */
export const CALLS: Readonly<Record<string, Apply>> = {
  ...Object.fromEntries(Object.keys(SAMPLE_FUNCTIONS).map((name) => [name, applyToSamples])),
  ...Object.fromEntries(Object.keys(DATE_FUNCTIONS).map((name) => [name, applyToDates])),
  ...Object.fromEntries(
    ["avg", "count", "stddev", "stdvar", "sum"].map((part) => [`histogram_${part}`, noHistograms]),
  ),
  time: (_call, { timeMs }) => scalar(timeMs / 1_000),
  pi: () => scalar(Math.PI),
  vector: (_call, args) => vector([{ labels: {}, value: args.scalar(0) ?? NaN }]),
  scalar: (_call, args) => {
    const samples = args.samples(0);
    return scalar(samples.length === 1 ? samples[0]?.value ?? NaN : NaN);
  },
  absent: (call, args) =>
    vector(args.samples(0).length > 0 ? [] : [{ labels: labelsOfAbsent(call.args[0]), value: 1 }]),
  absent_over_time: (call, args) =>
    vector(args.windows(0).length > 0 ? [] : [{ labels: labelsOfAbsent(call.args[0]), value: 1 }]),
  sort: (_call, args) => vector([...args.samples(0)].sort((a, b) => ascending(a.value, b.value))),
  sort_desc: (_call, args) =>
    vector([...args.samples(0)].sort((a, b) => descending(a.value, b.value))),
  histogram_quantile: (_call, args) =>
    vector(histogramQuantile(args.scalar(0) ?? NaN, args.samples(1))),
  label_replace: (_call, args) =>
    vector(labelReplace(args.samples(0), [1, 2, 3, 4].map(args.string))),
  label_join: (call, args) =>
    vector(labelJoin(args.samples(0), call.args.slice(1).map((_, i) => args.string(i + 1)))),
};

function applyToSamples({ name, args: { length } }: Call, args: CallArguments): Value {
  const apply = SAMPLE_FUNCTIONS[name];
  const scalars = Array.from({ length: length - 1 }, (_, i) => args.scalar(i + 1) ?? NaN);
  const [min = NaN, max = NaN] = scalars;
  if (apply === undefined || (name === "clamp" && max < min)) return vector([]);
  return vector(
    args.samples(0).map(({ labels, value }) => ({
      labels: dropName(labels),
      value: apply(value, ...scalars),
    })),
  );
}

function applyToDates({ name, args: { length } }: Call, args: CallArguments): Value {
  const samples = length === 0 ? [{ labels: {}, value: args.timeMs / 1_000 }] : args.samples(0);
  const part = DATE_FUNCTIONS[name] ?? (() => NaN);
  return vector(samples.map(({ labels, value }) => ({
    labels: dropName(labels),
    value: part(new Date(Math.trunc(value) * 1_000)),
  })));
}

/** There are no native histograms here, and of floats these functions make nothing. */
function noHistograms(): Value {
  return vector([]);
}

/** The labels that a selector pins to one value. */
function labelsOfAbsent(arg: PromqlExpr | undefined): Labels {
  const selector = arg?.kind === "MatrixSelector" ? arg.vector : arg;
  const labels: Record<string, string> = {};
  if (selector?.kind !== "VectorSelector") return labels;
  const seen = new Set(["__name__"]);
  for (const { label, op, value } of selector.matchers) {
    if (op === "=" && !seen.has(label)) labels[label] = value;
    else delete labels[label];
    if (op === "=") seen.add(label);
  }
  return labels;
}

function scalar(value: number): Value {
  return { type: "scalar", value };
}

function vector(samples: readonly Sample[]): Value {
  return { type: "vector", samples };
}
