import { z } from "zod";
import { isName, similarNames } from "../analysis/similar_names.ts";
import type { TimeRange } from "../backends/prometheus.ts";
import type { ToolContext } from "../context.ts";
import { type CoverageState, quoted } from "../errors.ts";
import type { PromqlExpr, VectorSelector } from "../query/promql_ast.ts";
import { printPromql, printSelector } from "../query/promql_print.ts";
import { type PromqlSelector, selectorsOf } from "../query/promql_selectors.ts";
import { mapSelectors } from "../query/promql_walk.ts";
import type { TableSection } from "../render/answer.ts";
import type { MetricTimes } from "./metric_times.ts";
import { readSource } from "./read_source.ts";

/** Why a selector found nothing. */
export const absenceSchema = z.object({
  selector: z.string(),
  metric: z.string().optional(),
  /**
   * `metric`: there is no such name; `label`: there are series, but none with this value; `series`: none at all;
   * `samples`: the range is too short to hold two samples.
   */
  missing: z.enum(["metric", "label", "series", "samples"]),
  /** For `label`: which one, and the value that is not there. */
  label: z.string().optional(),
  value: z.string().optional(),
  /** The nearest names or values that exist. */
  similar: z.array(z.string()),
});
export type Absence = z.output<typeof absenceSchema>;

export interface EmptyResult {
  /** `no series` when a selector matches nothing, `empty` when what it matches gave no result. */
  readonly state: Extract<CoverageState, "no series" | "empty">;
  readonly absences: readonly Absence[];
  /** The query with the nearest names and values, where every absence has one that is near. */
  readonly corrected?: string;
}

const MOST_SELECTORS = 5;

/**
 * Explains an empty result: which selectors match no series in the window, and what exists instead.
 *
 * Costs one read of one series per selector and, where that fails, the names or the label's values.
 */
export async function explainEmpty(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { expr, times }: { readonly expr: PromqlExpr; readonly times: MetricTimes },
): Promise<EmptyResult> {
  const window = windowOf(times);
  const selectors = new Map(selectorsOf(expr).map((selector) => [selector.text, selector]));
  const absences = await Promise.all(
    [...selectors.values()].slice(0, MOST_SELECTORS).map((selector) =>
      explainSelector({ prometheus }, { selector, window })
    ),
  );
  const found = absences.flat();
  if (found.length === 0) {
    return { state: "empty", absences: shortRanges([...selectors.values()]) };
  }
  const corrected = correct(expr, found);
  return { state: "no series", absences: found, ...(corrected !== undefined && { corrected }) };
}

/** Targets are rarely scraped more often than every 15 s, and a rate needs two samples. */
const SHORT_RANGE_MS = 30_000;

function shortRanges(selectors: readonly PromqlSelector[]): readonly Absence[] {
  return selectors.filter(({ rangeMs }) => rangeMs > 0 && rangeMs < SHORT_RANGE_MS)
    .map(({ text }) => ({ selector: text, missing: "samples", similar: [] }));
}

// An instant query looks back five minutes for a sample.
const LOOKBACK_MS = 5 * 60_000;

function windowOf(times: MetricTimes): TimeRange {
  if (times.kind === "range") return { start: times.start, end: times.end };
  return { start: new Date(times.time.getTime() - LOOKBACK_MS), end: times.time };
}

function correct(expr: PromqlExpr, absences: readonly Absence[]): string | undefined {
  const isNear = ({ similar, value, metric = "" }: Absence) =>
    similarNames(value ?? metric, similar).length > 0;
  if (!absences.every(isNear)) return undefined;
  const corrected = mapSelectors(expr, (selector) => {
    const text = printSelector(selector);
    return absences.filter((absence) => absence.selector === text).reduce(replaceAbsent, selector);
  });
  return printPromql(corrected);
}

function replaceAbsent(
  selector: VectorSelector,
  { missing, label, similar }: Absence,
): VectorSelector {
  const [nearest = ""] = similar;
  if (missing === "metric") return { ...selector, name: nearest };
  const matchers = selector.matchers.map((matcher) =>
    matcher.label === label && matcher.op === "=" ? { ...matcher, value: nearest } : matcher
  );
  return { ...selector, matchers };
}

interface SelectorInWindow {
  readonly selector: PromqlSelector;
  readonly window: TimeRange;
}

async function explainSelector(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { selector, window }: SelectorInWindow,
): Promise<readonly Absence[]> {
  const { metric, text } = selector;
  const read = () => prometheus.series({ match: [text], limit: 1, ...window });
  const { value: series } = await readSource("prometheus", read);
  if (series === undefined || series.length > 0) return [];
  const absent = { selector: text, ...(metric !== undefined && { metric }) };
  if (metric !== undefined) {
    const names = await valuesOf({ prometheus }, { label: "__name__", match: [], window });
    const similar = names === undefined ? [] : similarNames(metric, names);
    if (names !== undefined && !names.includes(metric)) {
      return [{ ...absent, missing: "metric", similar }];
    }
  }
  const labels = await explainMatchers({ prometheus }, { selector, window });
  if (labels.length > 0) return labels.map((label) => ({ ...absent, missing: "label", ...label }));
  return [{ ...absent, missing: "series", similar: [] }];
}

async function explainMatchers(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { selector: { metric, matchers }, window }: SelectorInWindow,
) {
  const match = metric === undefined ? [] : [printSelector({ name: metric, matchers: [] })];
  const exact = matchers.filter(({ op, value }) => op === "=" && value !== "");
  const checked = await Promise.all(exact.map(async ({ label, value }) => {
    const values = await valuesOf({ prometheus }, { label, match, window });
    const present = values === undefined || values.includes(value);
    return present ? undefined : { label, value, similar: nearest(value, values) };
  }));
  return checked.filter((absence) => absence !== undefined);
}

interface ValuesQuery {
  readonly label: string;
  readonly match: readonly string[];
  readonly window: TimeRange;
}

// An explanation that cannot be read must not replace the answer that there is none.
async function valuesOf(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { label, match, window }: ValuesQuery,
): Promise<readonly string[] | undefined> {
  const query = match.length === 0 ? window : { match, ...window };
  const read = () => prometheus.labelValues(label, query);
  return (await readSource("prometheus", read)).value;
}

const MOST_VALUES = 5;

// Where nothing is spelt alike, the few values there are still say what to ask for.
function nearest(value: string, values: readonly string[]): string[] {
  const similar = similarNames(value, values);
  return similar.length > 0 ? similar : values.filter(isName).sort().slice(0, MOST_VALUES);
}

/** Says why there is no result, with what exists instead. */
export function absenceText(absence: Absence | undefined): string {
  if (absence === undefined) return "the series exist, the conditions of the query leave none";
  const { missing, metric = "", label = "", value = "", similar } = absence;
  const instead = similar.length === 0 ? "" : `, nearest: ${similar.join(", ")}`;
  if (missing === "metric") return `there is no metric ${quoted(metric)}${instead}`;
  if (missing === "label") return `there is no ${label}=${quoted(value)}${instead}`;
  if (missing === "samples") return "the range is too short to hold two samples, use [5m]";
  return `no series matches ${absence.selector} in this window`;
}

/** Lists why each selector found nothing. */
export function absenceTable(absences: readonly Absence[]): TableSection {
  return {
    kind: "table",
    columns: ["selector", "missing"],
    rows: absences.map((absence) => [absence.selector, absenceText(absence)]),
  };
}
