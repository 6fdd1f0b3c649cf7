import { z } from "zod";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { ToolContext } from "../context.ts";
import type { LogQuery } from "../query/logql_ast.ts";
import { printStreamSelector } from "../query/logql_print.ts";
import type { Section } from "../render/answer.ts";
import { counted } from "../render/counted.ts";
import { type Coverage, coverageSchema } from "../render/coverage.ts";
import { formatAge } from "../render/time.ts";
import { LOG_EXTENTS, type LogReadingQuery, readLines, sampleRest } from "./log_reading.ts";
import { levelsText, type LogSectionOptions, logSections } from "./log_sections.ts";
import { logTable, type LogTableOptions, logTableSchema, showsTemplates } from "./log_table.ts";
import { readSource } from "./read_source.ts";

/** Log lines of Loki, folded or as templates, and how much of the window they are. */
export const logLinesSchema = z.object({
  table: logTableSchema,
  readLines: z.number(),
  extent: z.enum(LOG_EXTENTS),
  /** Loki's own patterns of the whole window, where lines were sampled and Loki has them. */
  patterns: z.array(z.object({ pattern: z.string(), count: z.number() })),
  warnings: z.array(z.string()),
  coverage: z.array(coverageSchema),
});
export type LogLines = z.output<typeof logLinesSchema>;

export interface LogLinesQuery extends LogReadingQuery, Pick<LogTableOptions, "format" | "limit"> {
  readonly expr: LogQuery;
}

/** Reads lines of a window; where they become templates and are too many, a sample over the whole window. */
export async function readLogLines(
  context: Pick<ToolContext, "loki">,
  query: LogLinesQuery,
): Promise<LogLines> {
  const first = await readLines(context, query);
  const sampled = first.extent !== "all" && showsTemplates(first.streams, query.format);
  const sample = sampled
    ? await readSource("loki sample of the window", () => sampleRest(context, query, first))
    : undefined;
  // Without the rest of the window its newest lines are still an answer, and are called that.
  const reading = sample?.value ?? first;
  const counted = sampled && query.expr.stages.length === 0
    ? await readPatterns(context, query)
    : { patterns: [], coverage: [] };
  return {
    table: logTable(reading.streams, query),
    readLines: reading.lines,
    extent: reading.extent,
    warnings: [...reading.warnings],
    patterns: counted.patterns,
    coverage: [
      ...counted.coverage,
      ...(sample?.error === undefined ? [] : [sample.coverage]),
    ],
  };
}

const MOST_PATTERNS = 10;

async function readPatterns(
  { loki }: Pick<ToolContext, "loki">,
  { expr, window }: { readonly expr: LogQuery; readonly window: TimeWindow },
): Promise<Pick<LogLines, "patterns" | "coverage">> {
  const selector = printStreamSelector(expr);
  const { value, coverage } = await readSource(
    "loki patterns",
    () => loki.patterns({ selector, ...window }),
    { stateOf: (patterns) => patterns === undefined ? "not configured" : "ok" },
  );
  const ranked = [...value ?? []].sort((a, b) =>
    b.count - a.count || (a.pattern < b.pattern ? -1 : 1)
  );
  const patterns = ranked.slice(0, MOST_PATTERNS).map(({ pattern, count }) => ({ pattern, count }));
  return { patterns, coverage: [coverage satisfies Coverage] };
}

const EXTENT_WORDS: Readonly<Record<LogLines["extent"], string>> = {
  all: "all lines",
  newest: "only the newest",
  oldest: "only the oldest",
  sample: "a sample over the window",
};

/** Says what was read and how grave it is: `340 lines of the last 1h, all lines: 12 error, 328 info`. */
export function logHeadline(
  { table, readLines, extent }: LogLines,
  { start, end }: TimeWindow,
): string {
  const seconds = (end.getTime() - start.getTime()) / 1_000;
  const levels = levelsText(table);
  const until = end.toISOString().replace(/\.\d+Z$/, "Z");
  const read = `${counted(readLines, "line")} in ${formatAge(seconds)} to ${until} (${
    EXTENT_WORDS[extent]
  })`;
  const shown = table.format === "templates"
    ? counted(table.total, "template")
    : `${table.total} different`;
  return `${read}, ${shown}${levels === "" ? "" : `: ${levels}`}`;
}

const PATTERNS = "Loki's own count over the whole window";

/** Lays out lines or templates, then Loki's own patterns and warnings. */
export function logLinesSections(lines: LogLines, options: LogSectionOptions): readonly Section[] {
  const { table, patterns, warnings } = lines;
  const counts = patterns.map(({ pattern, count }) => `${count}x ${pattern}`);
  const extra: readonly Section[] = [
    { kind: "untrusted", title: PATTERNS, source: "loki", lines: counts, weight: 0.5 },
    { kind: "untrusted", title: "warnings", source: "loki", lines: warnings, weight: 6 },
  ];
  return [
    ...logSections(table, options),
    ...extra.filter((section) => section.kind === "untrusted" && section.lines.length > 0),
  ];
}
