import { z } from "zod";
import { isName, similarNames } from "../analysis/similar_names.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { ToolContext } from "../context.ts";
import { type CoverageState, quoted } from "../errors.ts";
import type { LogqlExpr, LogQuery } from "../query/logql_ast.ts";
import { printLogql, printStreamSelector } from "../query/logql_print.ts";
import { logQueriesOf, mapLogQueries } from "../query/logql_walk.ts";
import { readSource } from "./read_source.ts";

/** What a stream selector asked for that is not there, and what is. */
export const logAbsenceSchema = z.object({
  missing: z.enum(["label", "value", "streams"]),
  label: z.string().optional(),
  value: z.string().optional(),
  /** The nearest labels or values that exist, or some of them where none is near. */
  existing: z.array(z.string()),
});
export type LogAbsence = z.output<typeof logAbsenceSchema>;

export interface NoLines {
  /** `no series` when no stream matches, `empty` when the streams have no such line. */
  readonly state: Extract<CoverageState, "no series" | "empty">;
  readonly absences: readonly LogAbsence[];
  /** The query with the nearest labels and values, where each absence has one that is near. */
  readonly corrected?: string;
}

interface Asked {
  readonly expr: LogqlExpr;
  readonly window: TimeWindow;
}

/** Explains an empty answer: whether the labels, their values and the streams exist in the window. */
export async function explainNoLines(
  { loki }: Pick<ToolContext, "loki">,
  { expr, window }: Asked,
): Promise<NoLines> {
  const queries = logQueriesOf(expr);
  const match = [...new Set(queries.map(printStreamSelector))];
  if (match.length === 0) return { state: "empty", absences: [] };
  const streams = await readSource("loki", () => loki.series({ match, ...window }));
  if (streams.value === undefined || streams.value.length > 0) {
    return { state: "empty", absences: [] };
  }
  const absences = (await Promise.all(queries.map((query) => absencesOf({ loki }, query, window))))
    .flat();
  if (absences.length === 0) {
    return { state: "no series", absences: [{ missing: "streams", existing: [] }] };
  }
  const corrected = correct(expr, absences);
  return { state: "no series", absences, ...(corrected !== undefined && { corrected }) };
}

async function absencesOf(
  { loki }: Pick<ToolContext, "loki">,
  { matchers }: LogQuery,
  window: TimeWindow,
): Promise<readonly LogAbsence[]> {
  const names = await readSource("loki", () => loki.labelNames(window));
  const exact = matchers.filter(({ op, value }) => op === "=" && value !== "");
  const checked = await Promise.all(exact.map(async ({ label, value }) => {
    if (names.value !== undefined && !names.value.includes(label)) {
      return { missing: "label", label, existing: nearest(label, names.value) } as const;
    }
    const values = await readSource("loki", () => loki.labelValues(label, window));
    if (values.value === undefined || values.value.includes(value)) return undefined;
    return { missing: "value", label, value, existing: nearest(value, values.value) } as const;
  }));
  return checked.filter((absence) => absence !== undefined);
}

const MOST_EXISTING = 8;

// Where nothing is spelt alike, the few there are still say what to ask for.
function nearest(word: string, names: readonly string[]): string[] {
  const similar = similarNames(word, names);
  return similar.length > 0 ? similar : names.filter(isName).sort().slice(0, MOST_EXISTING);
}

function correct(expr: LogqlExpr, absences: readonly LogAbsence[]): string | undefined {
  const isNear = ({ label = "", value = label, existing }: LogAbsence) =>
    similarNames(value, existing).length > 0;
  if (!absences.every(isNear)) return undefined;
  return printLogql(mapLogQueries(expr, (query) => ({
    ...query,
    matchers: query.matchers.map((matcher) => {
      const absence = absences.find(({ label, value = matcher.value }) =>
        label === matcher.label && value === matcher.value
      );
      const [existing] = absence?.existing ?? [];
      if (absence === undefined || existing === undefined || matcher.op !== "=") return matcher;
      return absence.missing === "label"
        ? { ...matcher, label: existing }
        : { ...matcher, value: existing };
    }),
  })));
}

/** Says why there are no lines, with what exists instead. */
export function noLinesText(absence: LogAbsence | undefined): string {
  if (absence === undefined) return "the streams exist, none of their lines fits the query";
  const { missing, label = "", value = "", existing } = absence;
  const instead = existing.length === 0 ? "" : `, there is ${existing.join(", ")}`;
  if (missing === "label") return `there is no label ${quoted(label)}${instead}`;
  if (missing === "value") return `there is no ${label}=${quoted(value)}${instead}`;
  return "no stream has these labels together";
}
