import type { Matcher } from "./matchers.ts";
import type { AtModifier, PromqlExpr, Span, VectorSelector } from "./promql_ast.ts";
import { printSelector } from "./promql_print.ts";
import { operandsOf } from "./promql_walk.ts";

/** One selector of a query, wherever it stands, and how much time it covers. */
export interface PromqlSelector {
  /** Name and matchers in canonical form, without range, offset and `@`; equal selectors have equal texts. */
  readonly text: string;
  /** The metric name, also when it is given as `__name__="…"`. */
  readonly metric?: string;
  /** Without the one on the metric name that `metric` stands for. */
  readonly matchers: readonly Matcher[];
  /** Length of its range; 0 for an instant selector. */
  readonly rangeMs: number;
  readonly offsetMs: number;
  readonly at?: AtModifier;
  /** Total length of the subqueries around it. */
  readonly subqueryMs: number;
  /** How often it is evaluated per step of the query: once for each step of each subquery around it. */
  readonly evaluations: number;
  /** Where name and braces stand in the query. */
  readonly place: Span;
}

/** Step of a subquery that names none, as Prometheus has it by default. */
const DEFAULT_SUBQUERY_STEP_MS = 60_000;

interface Surroundings {
  readonly subqueryMs: number;
  readonly offsetMs: number;
  readonly evaluations: number;
}

/** Lists every selector of a query in reading order: in operands, arguments, parameters and subqueries alike. */
export function selectorsOf(expr: PromqlExpr): PromqlSelector[] {
  return [...collect(expr, { subqueryMs: 0, offsetMs: 0, evaluations: 1 })];
}

/** Gives the one metric that a selector can match; undefined when it may match several. */
export function metricOf(
  { name, matchers }: Pick<VectorSelector, "name" | "matchers">,
): string | undefined {
  return name ?? matchers.find(({ label, op }) => label === "__name__" && op === "=")?.value;
}

function* collect(expr: PromqlExpr, around: Surroundings): Generator<PromqlSelector> {
  if (expr.kind === "VectorSelector") yield describe(expr, { rangeMs: 0, around });
  else if (expr.kind === "MatrixSelector") {
    yield describe(expr.vector, { rangeMs: expr.rangeMs, around });
  } else {
    const inner = expr.kind !== "Subquery" ? around : {
      subqueryMs: around.subqueryMs + expr.rangeMs,
      offsetMs: around.offsetMs + expr.offsetMs,
      evaluations: around.evaluations *
        Math.max(1, Math.floor(expr.rangeMs / (expr.stepMs ?? DEFAULT_SUBQUERY_STEP_MS))),
    };
    for (const operand of operandsOf(expr)) yield* collect(operand, inner);
  }
}

function describe(
  vector: VectorSelector,
  { rangeMs, around }: { rangeMs: number; around: Surroundings },
): PromqlSelector {
  const metric = metricOf(vector);
  return {
    text: printSelector(vector),
    ...(metric === undefined ? {} : { metric }),
    matchers: vector.matchers.filter(({ label, op }) => label !== "__name__" || op !== "="),
    rangeMs,
    offsetMs: vector.offsetMs + around.offsetMs,
    ...(vector.at === undefined ? {} : { at: vector.at }),
    subqueryMs: around.subqueryMs,
    evaluations: around.evaluations,
    place: vector.selector,
  };
}
