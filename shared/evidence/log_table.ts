import { z } from "zod";
import { dedupeLines, type RepeatedLine } from "../analysis/log_dedupe.ts";
import { foldStackTraces } from "../analysis/log_stack_trace.ts";
import { LOG_LEVELS, type LogLevel, logLevel } from "../analysis/log_level.ts";
import type { LogStream } from "../analysis/log_stream.ts";
import { type LogTemplate, LogTemplateMiner, rankTemplates } from "../analysis/log_template.ts";
import { fewestLabels, sharedLabel, splitLabels } from "../analysis/series_labels.ts";

const labels = z.record(z.string(), z.string());

/** Log lines, folded where they repeat, or their templates; part of the output of every tool that shows logs. */
export const logTableSchema = z.object({
  format: z.enum(["lines", "templates"]),
  /** Labels that all streams share. */
  common: labels,
  streams: z.number(),
  /** Lines by level, gravest first. */
  levels: z.array(z.object({ level: z.enum(LOG_LEVELS), lines: z.number() })),
  /** Newest first unless read forward; what repeats apart from its time is one row. */
  lines: z.array(z.object({
    line: z.string(),
    count: z.number(),
    firstAt: z.string(),
    lastAt: z.string(),
    /** What tells its stream from the others. */
    labels,
    streams: z.number(),
  })),
  /** Gravest first, of those the most frequent. */
  templates: z.array(z.object({
    template: z.string(),
    level: z.enum(LOG_LEVELS),
    count: z.number(),
    /** How many streams wrote it, and what they alone share. */
    streams: z.number(),
    labels,
    firstAt: z.string(),
    lastAt: z.string(),
    /** The newest line of it. */
    sample: z.string(),
  })),
  /** Lines of stack traces that were left out. */
  foldedLines: z.number(),
  shown: z.number(),
  total: z.number(),
});
export type LogTable = z.output<typeof logTableSchema>;

export interface LogTableOptions {
  /** `auto` shows templates as soon as there are many different lines. */
  readonly format: "auto" | "lines" | "templates";
  readonly limit: number;
  readonly direction?: "backward" | "forward";
}

/** Different lines up to which they are shown as they are. */
const FEW_LINES = 40;

/** Tells whether lines would be shown as templates. */
export function showsTemplates(
  streams: readonly LogStream[],
  format: LogTableOptions["format"],
): boolean {
  return format === "templates" || (format === "auto" && dedupeLines(streams).length > FEW_LINES);
}

/** Folds and cuts log lines: as templates, or as lines with their repeats. */
export function logTable(given: readonly LogStream[], options: LogTableOptions): LogTable {
  const folded = given.map(({ labels, entries }) => ({ labels, ...foldStackTraces(entries) }));
  const asTemplates = showsTemplates(folded, options.format);
  const { common, naming } = nameStreams(folded);
  const lines = asTemplates ? [] : dedupeLines(folded, options.direction);
  const templates = asTemplates ? mineTemplates(folded) : [];
  return {
    format: asTemplates ? "templates" : "lines",
    common,
    streams: folded.length,
    levels: countLevels(folded),
    lines: lines.slice(0, options.limit).map((row) => lineOutput(row, naming[row.stream])),
    templates: templates.slice(0, options.limit).map((row) => {
      const writers = folded.filter((_, at) => row.streams.has(at)).map(({ labels }) => labels);
      return templateOutput(row, sharedLabel(writers, { common }));
    }),
    foldedLines: folded.reduce((sum, { folded }) => sum + folded, 0),
    shown: Math.min(options.limit, lines.length + templates.length),
    total: lines.length + templates.length,
  };
}

/** Says what all streams share, and by which labels each is told from the others. */
function nameStreams(streams: readonly LogStream[]) {
  const labelSets = streams.map(({ labels }) => labels);
  const { common, varying } = splitLabels(labelSets);
  const telling = fewestLabels(varying, labelSets);
  const naming = labelSets.map((labels): Record<string, string> =>
    Object.fromEntries(telling.map((name) => [name, labels[name] ?? ""]))
  );
  return { common, naming };
}

function countLevels(streams: readonly LogStream[]): LogTable["levels"] {
  const found = streams.flatMap(({ labels, entries }) =>
    entries.map(({ line }) => logLevel(line, labels))
  );
  return LOG_LEVELS
    .map((level) => ({ level, lines: found.filter((one) => one === level).length }))
    .filter(({ lines }) => lines > 0);
}

interface MinedTemplate extends LogTemplate {
  readonly level: LogLevel;
  readonly streams: ReadonlySet<number>;
}

function mineTemplates(streams: readonly LogStream[]): readonly MinedTemplate[] {
  const miner = new LogTemplateMiner();
  const writers = new Map<number, Set<number>>();
  const entries = streams.flatMap((stream, at) =>
    stream.entries.map((entry) => ({ ...entry, at }))
  );
  // In order of time, so that the templates do not depend on how streams were cut.
  entries.sort((a, b) => a.timeMs - b.timeMs || (a.line < b.line ? -1 : 1));
  for (const { line, timeMs, at } of entries) {
    const number = miner.add(line, timeMs);
    writers.set(number, (writers.get(number) ?? new Set()).add(at));
  }
  const mined = miner.templates().map((template, number) => {
    const wrote = writers.get(number) ?? new Set<number>();
    const [first = 0] = wrote;
    return {
      ...template,
      streams: wrote,
      level: logLevel(template.sample, streams[first]?.labels),
    };
  });
  return rankTemplates(mined).sort((a, b) =>
    LOG_LEVELS.indexOf(a.level) - LOG_LEVELS.indexOf(b.level)
  );
}

function lineOutput(row: RepeatedLine, labels: Record<string, string> = {}) {
  const { line, count, streams } = row;
  return { line, count, firstAt: timeOf(row.firstMs), lastAt: timeOf(row.lastMs), labels, streams };
}

function templateOutput(
  { template, level, count, sample, streams, firstMs, lastMs }: MinedTemplate,
  shared: readonly [name: string, value: string] | undefined,
) {
  const labels = shared === undefined ? {} : { [shared[0]]: shared[1] };
  const times = { firstAt: timeOf(firstMs), lastAt: timeOf(lastMs) };
  return { template, level, count, streams: streams.size, labels, ...times, sample };
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
