import type { Labels } from "../query/matchers.ts";
import type { Aggregate, AggregateOp, Grouping } from "../query/promql_ast.ts";
import {
  ascending,
  descending,
  formatPlain,
  maxOf,
  meanOf,
  minOf,
  quantileOf,
  sumOf,
  varianceOf,
} from "./float_math.ts";
import { dropLabels, keepLabels, labelKey, oncePerSet, withLabel } from "./label_sets.ts";
import { EvaluationError, type Sample } from "./promql_values.ts";

const NO_GROUPING: Grouping = { mode: "by", labels: [] };

interface Group {
  readonly labels: Labels;
  readonly samples: Sample[];
}

/** The evaluated first argument of the aggregations that take one. */
export type AggregateParam = number | string | undefined;

type Combine = (values: readonly number[], param: AggregateParam) => number;

/** Aggregations that make one value of each group. */
const COMBINING: Readonly<Partial<Record<AggregateOp, Combine>>> = {
  sum: sumOf,
  avg: meanOf,
  min: minOf,
  max: maxOf,
  count: (values) => values.length,
  group: () => 1,
  stddev: (values) => Math.sqrt(varianceOf(values)),
  stdvar: varianceOf,
  quantile: (values, param) => quantileOf(Number(param), values),
};

type Choose = (group: Group, param: AggregateParam) => readonly Sample[];

/** Aggregations that give several samples of each group. */
const CHOOSING: Readonly<Partial<Record<AggregateOp, Choose>>> = {
  topk: (group, param) => firstBy(group, { compare: descending, count: param }),
  bottomk: (group, param) => firstBy(group, { compare: ascendingNaNLast, count: param }),
};

/**
 * Aggregates an instant vector.
 *
 * @throws {EvaluationError} for `limitk` and `limit_ratio`, whose choice depends on Prometheus's own hashes
 */
export function aggregate(
  { op, grouping = NO_GROUPING }: Pick<Aggregate, "op" | "grouping">,
  samples: readonly Sample[],
  param: AggregateParam,
): Sample[] {
  if (op === "count_values") return countValues(samples, { label: String(param), grouping });
  const groups = groupsOf(samples, grouping);
  const combine = COMBINING[op];
  if (combine !== undefined) {
    return groups.map(({ labels, samples }) => ({
      labels,
      value: combine(samples.map(({ value }) => value), param),
    }));
  }
  const choose = CHOOSING[op];
  if (choose === undefined) {
    throw new EvaluationError("execution", `aggregation "${op}" is not supported here`);
  }
  return groups.flatMap((group) => choose(group, param));
}

function groupsOf(
  samples: readonly Sample[],
  grouping: Grouping,
): Group[] {
  const labelsOf = GROUP_LABELS.get(grouping) ?? groupLabels(grouping);
  GROUP_LABELS.set(grouping, labelsOf);
  const groups = new Map<string, Group>();
  for (const sample of samples) {
    const labels = labelsOf(sample.labels);
    const key = labelKey(labels);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { labels, samples: [sample] });
    else group.samples.push(sample);
  }
  return [...groups.values()];
}

const GROUP_LABELS = new WeakMap<Grouping, (labels: Labels) => Labels>();

function groupLabels({ mode, labels: names }: Grouping): (labels: Labels) => Labels {
  if (mode === "by") return oncePerSet((labels) => keepLabels(labels, names));
  const dropped = [...names, "__name__"];
  return oncePerSet((labels) => dropLabels(labels, dropped));
}

interface Choice {
  readonly compare: (a: number, b: number) => number;
  readonly count: AggregateParam;
}

function firstBy({ samples }: Group, { compare, count }: Choice): readonly Sample[] {
  if (Number.isNaN(count)) throw new EvaluationError("execution", "Parameter value is NaN");
  const wanted = Math.trunc(Number(count));
  return wanted < 1 ? [] : [...samples].sort((a, b) => compare(a.value, b.value)).slice(0, wanted);
}

function ascendingNaNLast(a: number, b: number): number {
  return Number.isNaN(a) || Number.isNaN(b) ? -ascending(a, b) : ascending(a, b);
}

/** Each sample under its value as a label; samples that then are in one group are counted. */
function countValues(
  samples: readonly Sample[],
  { label, grouping }: { label: string; grouping: Grouping },
): Sample[] {
  const labelled = samples.map(({ labels, value }) => ({
    labels: withLabel(labels, label, formatPlain(value)),
    value,
  }));
  const kept = grouping.mode === "by"
    ? { ...grouping, labels: [...grouping.labels, label] }
    : grouping;
  return groupsOf(labelled, kept).map(({ labels, samples }) => ({ labels, value: samples.length }));
}
