import type { PromqlExpr } from "../query/promql_ast.ts";
import { withoutParens } from "../query/promql_walk.ts";
import { labelsText } from "./series_labels.ts";
import type { SeriesSummary } from "./series_summary.ts";

/** How series are put in order: by the size of a figure, or as the query itself sorted them. */
export type SeriesRank = "last" | "mean" | "query";

const SORTING = new Set(["sort", "sort_desc", "sort_by_label", "sort_by_label_desc"]);
const RANKING = new Set(["topk", "bottomk"]);

/** Chooses the order for a query's result; only an instant query can sort its own. */
export function rankOfQuery(expr: PromqlExpr, kind: "instant" | "range"): SeriesRank {
  if (kind === "range") return "mean";
  const outermost = withoutParens(expr);
  const sorts = outermost.kind === "Call" ? SORTING.has(outermost.name) : false;
  const ranks = outermost.kind === "Aggregate" ? RANKING.has(outermost.op) : false;
  return sorts || ranks ? "query" : "last";
}

type Ranked = Pick<SeriesSummary, "labels" | "last" | "mean">;

/** Puts the largest magnitudes first, then those without a number; ties are in order of labels. */
export function rankSeries<S extends Ranked>(
  summaries: readonly S[],
  rank: SeriesRank,
): readonly S[] {
  if (rank === "query") return summaries;
  return summaries
    .map((summary) => ({
      summary,
      magnitude: magnitudeOf(summary[rank]),
      last: magnitudeOf(summary.last),
      text: labelsText(summary.labels),
    }))
    .sort((a, b) =>
      descending(a.magnitude, b.magnitude) || descending(a.last, b.last) ||
      ascending(a.text, b.text)
    )
    .map(({ summary }) => summary);
}

function magnitudeOf(value: number): number {
  return Number.isNaN(value) ? -1 : Math.abs(value);
}

function descending(a: number, b: number): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

function ascending(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
