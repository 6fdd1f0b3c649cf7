import { labelsText } from "../analysis/series_labels.ts";
import type { Call, FactsSection, Section, UntrustedSection } from "../render/answer.ts";
import type { LogTable } from "./log_table.ts";

export interface LogSectionOptions {
  /** Where the lines come from, e.g. `loki`. */
  readonly source: string;
  /** The call that shows what was cut. */
  readonly rest?: Call | undefined;
}

const MOST_SAMPLES = 8;

/** Counts lines by level: `12 error, 3 warn, 300 info`; empty when no line says. */
export function levelsText({ levels }: LogTable): string {
  if (levels.every(({ level }) => level === "unknown")) return "";
  return levels.map(({ level, lines }) =>
    `${lines} ${level === "unknown" ? "without level" : level}`
  )
    .join(", ");
}

/** Lays out log lines or templates as somebody else's text, with what their streams share said once. */
export function logSections(table: LogTable, options: LogSectionOptions): readonly Section[] {
  const sections: (Section | undefined)[] = [
    sharedLabels(table),
    table.lines.length > 0 ? linesSection(table, options) : undefined,
    table.templates.length > 0 ? templatesSection(table, options) : undefined,
    samplesSection(table, options),
  ];
  return sections.filter((section) => section !== undefined);
}

function sharedLabels({ common, streams }: LogTable): FactsSection | undefined {
  if (Object.keys(common).length === 0) return undefined;
  const label = streams === 1 ? "stream" : `same on all ${streams} streams`;
  const facts = [[label, labelsText(common)]] as const;
  return { kind: "facts", facts, source: "labels of streams", weight: 8 };
}

function linesSection(table: LogTable, { source, rest }: LogSectionOptions): UntrustedSection {
  const time = timeFormat(table.lines.map(({ lastAt }) => lastAt));
  const { total } = table;
  const names = [...new Set(table.lines.flatMap(({ labels }) => Object.keys(labels)))];
  const lines = table.lines.map(({ line, count, firstAt, lastAt, labels, streams }) =>
    [
      time(lastAt),
      ...names.map((name) => labels[name] || "-"),
      ...(count > 1
        ? [`(${count}x since ${time(firstAt)}${streams > 1 ? `, ${streams} streams` : ""})`]
        : []),
      withoutLeadingTime(line),
    ].join(" ")
  );
  const title = names.length > 0 ? { title: ["time", ...names, "line"].join(", ") } : {};
  return { kind: "untrusted", ...title, source, lines, total, ...(rest && { rest }), weight: 4 };
}

function templatesSection(table: LogTable, { source, rest }: LogSectionOptions): UntrustedSection {
  const time = timeFormat(table.templates.flatMap(({ firstAt, lastAt }) => [firstAt, lastAt]));
  const lines = table.templates.map(({ template, count, firstAt, lastAt, streams, labels }) =>
    [
      `${count}x`,
      count > 1 ? `${time(firstAt)}..${time(lastAt)}` : time(lastAt),
      ...(table.streams === 1 ? [] : [writersText({ streams, labels }, table)]),
      template.replace(LEADING_MASKS, ""),
    ].join(" ")
  );
  const title = "count, first..last, template; gravest first";
  const { total } = table;
  return { kind: "untrusted", title, source, lines, total, ...(rest && { rest }), weight: 4 };
}

function samplesSection(
  { templates }: LogTable,
  { source }: LogSectionOptions,
): UntrustedSection | undefined {
  const varied = templates.filter(({ template }) => template.includes("<")).slice(0, MOST_SAMPLES);
  if (varied.length === 0) return undefined;
  const lines = varied.map(({ sample }) => withoutLeadingTime(sample));
  return { kind: "untrusted", title: "the newest line of each", source, lines };
}

const LEADING_TIME =
  /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?\s+(?=\S)/;
const LEADING_MASKS = /^(?:\[?<time>\]?\s+)+(?=\S)/;

// The time stands in front already.
function withoutLeadingTime(line: string): string {
  return line.replace(LEADING_TIME, "");
}

/** Prints times of one day as `10:28:03`, of several as `11-01 10:28`. */
function timeFormat(times: readonly string[]): (time: string) => string {
  const days = new Set(times.map((time) => time.slice(0, 10)));
  return days.size > 1
    ? (time) => `${time.slice(5, 10)} ${time.slice(11, 16)}`
    : (time) => time.slice(11, 19);
}

function writersText(
  { streams, labels }: Pick<LogTable["templates"][number], "streams" | "labels">,
  table: LogTable,
): string {
  const count = streams === table.streams
    ? "all streams"
    : `${streams} of ${table.streams} streams`;
  const [name] = Object.values(labels);
  if (name === undefined) return count;
  return streams === 1 ? name : `${name} (${count})`;
}
