import type { LabelChoice, LabelFormat, LogQuery, Stage, Unwrap } from "../query/logql_ast.ts";
import { parseByteSize } from "../query/byte_sizes.ts";
import { parseDurationMs, parseGoDurationMs } from "../query/durations.ts";
import { compileMatcher, type Labels } from "../query/matchers.ts";
import { withLabel } from "./label_sets.ts";
import { compilePredicate, readNumber } from "./logql_label_filters.ts";
import { compileLineFilter } from "./logql_line_filters.ts";
import {
  compileJson,
  compileLogfmt,
  compilePatternParser,
  failed,
  unpack,
} from "./logql_parsers.ts";
import { compileTemplate } from "./logql_templates.ts";
import { ERROR_LABEL, type LogEntry, type Row } from "./logql_values.ts";

/** Changes a row, or leaves it out by giving undefined. */
type ProcessRow = (row: Row) => Row | undefined;

/** Makes the pipeline of a log query. */
export function compilePipeline({ stages }: LogQuery): ProcessRow {
  return inOrder(stages.map(compileStage));
}

/** Starts a row from an entry of a stream. */
export function rowOf(stream: Labels, { t, line }: LogEntry): Row {
  return { timeMs: t, stream, line, labels: stream, parsed: new Set() };
}

function inOrder(stages: readonly ProcessRow[]): ProcessRow {
  return (row) =>
    stages.reduce<Row | undefined>((current, stage) => current && stage(current), row);
}

function compileStage(stage: Stage): ProcessRow {
  switch (stage.kind) {
    case "LineFilter": {
      const test = compileLineFilter(stage);
      return (row) => test(row.line) ? row : undefined;
    }
    case "Json":
      return compileJson(stage);
    case "Logfmt":
      return compileLogfmt(stage);
    case "Pattern":
    case "Regexp":
      return compilePatternParser(stage);
    case "Unpack":
      return unpack;
    case "Decolorize":
      return (row) => ({ ...row, line: row.line.replace(/\p{Cc}\[[\d;]*[A-Za-z]/gu, "") });
    case "LabelFilter": {
      const filter = compilePredicate(stage.predicate);
      return (row) => {
        const { row: filtered, passes } = filter(row);
        return passes ? filtered : undefined;
      };
    }
    case "LineFormat": {
      const template = compileTemplate(stage.template);
      return (row) => ({ ...row, line: template(row) });
    }
    case "LabelFormat":
      return compileLabelFormat(stage);
    case "Drop":
    case "Keep":
      return compileLabelChoice(stage);
  }
}

function compileLabelFormat({ assignments }: LabelFormat): ProcessRow {
  const steps = assignments.map((item): (row: Row, before: Row) => Row => {
    if ("source" in item) {
      return (row) => {
        const value = row.labels[item.source];
        if (value === undefined) return row;
        const { [item.source]: _renamed, ...rest } = row.labels;
        return { ...row, labels: { ...rest, [item.label]: value } };
      };
    }
    const template = compileTemplate(item.template);
    return (row, before) => ({
      ...row,
      labels: withLabel(row.labels, item.label, template(before)),
    });
  });
  return (row) => steps.reduce((current, step) => step(current, row), row);
}

function compileLabelChoice({ kind, labels }: LabelChoice): ProcessRow {
  const choices = labels.map(({ label, op, value }) => ({
    label,
    fits: op === undefined ? () => true : compileMatcher({ label, op, value: value ?? "" }),
  }));
  return (row) => {
    const kept = Object.entries(row.labels).filter(([name, value]) => {
      const chosen = choices.some(({ label, fits }) => label === name && fits(value));
      return kind === "Drop" ? !chosen : chosen || name === ERROR_LABEL;
    });
    return { ...row, labels: Object.fromEntries(kept) };
  };
}

/** Makes what turns a row into a number: the value of a label. */
export function compileUnwrap(
  { label, conversion, filters }: Unwrap,
): (row: Row) => { row: Row; value: number } | undefined {
  const after = inOrder(filters.map(compileStage));
  return (row) => {
    const text = row.labels[label];
    if (text === undefined || text === "") return undefined;
    const value = convert(text, conversion);
    const next = after(value === undefined ? failed(row, "SampleExtractionErr") : row);
    return next && { row: next, value: value ?? 0 };
  };
}

function convert(text: string, conversion: Unwrap["conversion"]): number | undefined {
  if (conversion === undefined) return readNumber(text);
  if (conversion === "bytes") return parseByteSize(text);
  const milliseconds = parseGoDurationMs(text) ?? parseDurationMs(text);
  return milliseconds === undefined ? undefined : milliseconds / 1_000;
}
