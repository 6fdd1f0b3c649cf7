import type { PatternParser, StructuredParser } from "../query/logql_ast.ts";
import { compileRe2 } from "../query/re2.ts";
import { ERROR_LABEL, type Row } from "./logql_values.ts";
import { EvaluationError } from "./promql_values.ts";

type ParseRow = (row: Row) => Row;

/** Name and value of a field that a parser found. */
type Field = readonly [name: string, value: string];

/** Makes a parser of every field of a JSON line, or of the named ones. */
export function compileJson({ extractions }: StructuredParser): ParseRow {
  return (row) => {
    const value = parseJson(row.line);
    if (!isObject(value)) return failed(row, "JSONParserErr");
    if (extractions.length === 0) return withFields(row, flatten(value, ""));
    const fields = extractions.map((
      { label, expression },
    ): Field => [label, textOf(valueAt(value, expression))]);
    return withFields(row, fields);
  };
}

/** Takes the labels out of a line that was packed with its labels, and the line out of `_entry`. */
export function unpack(row: Row): Row {
  const value = parseJson(row.line);
  if (!isObject(value)) return failed(row, "JSONParserErr");
  const entry = value["_entry"];
  if (typeof entry !== "string") return row;
  const fields = Object.entries(value).filter((field): field is [string, string] =>
    typeof field[1] === "string"
  );
  return { ...withFields(row, fields.filter(([name]) => name !== "_entry")), line: entry };
}

/** Makes a parser of the `key=value` pairs of a line, or of the named ones. */
export function compileLogfmt({ extractions, strict, keepEmpty }: StructuredParser): ParseRow {
  return (row) => {
    const { fields, valid } = logfmtFields(row.line);
    const wanted = extractions.length === 0
      ? fields
      : extractions.map(({ label, expression }): Field => {
        return [label, fields.find(([name]) => name === expression)?.[1] ?? ""];
      });
    const parsed = withFields(row, wanted.filter(([, value]) => keepEmpty || value !== ""));
    return strict && !valid ? failed(parsed, "LogfmtParserErr") : parsed;
  };
}

/** Makes a parser by a regular expression's named groups, or by a pattern's captures. */
export function compilePatternParser({ kind, pattern }: PatternParser): ParseRow {
  if (kind === "Pattern") return (row) => withFields(row, patternFields(pattern, row.line));
  const compiled = compileRe2(pattern);
  if (!compiled.ok) {
    throw new EvaluationError("bad_data", "invalid regular expression in the regexp parser");
  }
  return (row) =>
    withFields(
      row,
      Object.entries(compiled.regexp.exec(row.line)?.groups ?? {}).map((
        [name, value],
      ) => [name, value ?? ""]),
    );
}

/** Marks a row with the stage that failed on it. */
export function failed(row: Row, error: string): Row {
  return { ...row, labels: { ...row.labels, [ERROR_LABEL]: error } };
}

function withFields(row: Row, fields: readonly Field[]): Row {
  let { labels } = row;
  const parsed = new Set(row.parsed);
  for (const [field, value] of fields) {
    const name = row.stream[sanitize(field)] === undefined
      ? sanitize(field)
      : `${sanitize(field)}_extracted`;
    if (name === "" || parsed.has(name)) continue;
    parsed.add(name);
    labels = { ...labels, [name]: value };
  }
  return { ...row, labels, parsed };
}

function sanitize(name: string): string {
  return name.trim().replace(/^(?=\d)/, "_").replace(/[^a-zA-Z0-9_]/gu, "_");
}

type JsonReviver = (
  this: unknown,
  key: string,
  value: unknown,
  context: { readonly source?: string },
) => unknown;

/** Parses JSON, numbers staying as they are written; undefined when it is none. */
function parseJson(line: string): unknown {
  const keepNumbers: JsonReviver = (_key, value, { source }) =>
    typeof value === "number" ? source ?? String(value) : value;
  try {
    return JSON.parse(line, keepNumbers as (this: unknown, key: string, value: unknown) => unknown);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function flatten(object: Record<string, unknown>, prefix: string): Field[] {
  return Object.entries(object).flatMap(([key, value]): Field[] => {
    const name = prefix === "" ? sanitize(key) : `${prefix}_${key.replace(/[^a-zA-Z0-9_]/gu, "_")}`;
    if (isObject(value)) return flatten(value, name);
    return typeof value === "string" || typeof value === "boolean" ? [[name, String(value)]] : [];
  });
}

/** Follows a path such as `a.b[0]["c d"]`. */
function valueAt(value: unknown, path: string): unknown {
  const keys = [...path.matchAll(/\[(\d+)\]|\["([^"]*)"\]|([^.[\]]+)/g)].map((
    [, index, quoted, name],
  ) => index ?? quoted ?? name ?? "");
  return keys.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isObject(inner) ? inner[key] : undefined;
  }, value);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function logfmtFields(line: string): { fields: Field[]; valid: boolean } {
  const fields: Field[] = [];
  const pairs = /\s*(?:([^\s="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*)))?|(\S+))/y;
  let valid = true;
  while (pairs.lastIndex < line.trimEnd().length) {
    const [, name, quoted, bare, rest] = pairs.exec(line) ?? [];
    if (name === undefined) valid = false;
    if (name === undefined && rest === undefined) break;
    if (name !== undefined) {
      fields.push([name, quoted === undefined ? bare ?? "" : unescape(quoted)]);
    }
  }
  return { fields, valid };
}

function unescape(text: string): string {
  try {
    return text.includes("\\") ? String(JSON.parse(`"${text}"`)) : text;
  } catch {
    return text;
  }
}

function patternFields(pattern: string, line: string): Field[] {
  const parts = pattern.split(/<([a-zA-Z_]\w*)>/);
  const [start = ""] = parts;
  if (!line.startsWith(start)) return [];
  const fields: Field[] = [];
  let rest = line.slice(start.length);
  for (let i = 1; i < parts.length; i += 2) {
    const [name = "", literal = ""] = [parts[i], parts[i + 1]];
    const end = literal === "" ? -1 : rest.indexOf(literal);
    if (name !== "_") fields.push([name, end < 0 ? rest : rest.slice(0, end)]);
    if (end < 0) break;
    rest = rest.slice(end + literal.length);
  }
  return fields;
}
