import { EvaluationError } from "./promql_values.ts";
import type { Row } from "./logql_values.ts";

type TemplateFunction = (...args: readonly string[]) => string;

/** Functions of templates; the piped value is the last argument. */
const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  ToLower: (text = "") => text.toLowerCase(),
  ToUpper: (text = "") => text.toUpperCase(),
  lower: (text = "") => text.toLowerCase(),
  upper: (text = "") => text.toUpperCase(),
  trim: (text = "") => text.trim(),
  TrimSpace: (text = "") => text.trim(),
  TrimPrefix: (text = "", prefix = "") =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  TrimSuffix: (text = "", suffix = "") =>
    text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
  trimPrefix: (prefix = "", text = "") =>
    text.startsWith(prefix) ? text.slice(prefix.length) : text,
  trimSuffix: (suffix = "", text = "") =>
    text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
  replace: (from = "", to = "", text = "") => text.replaceAll(from, to),
  trunc: (count = "0", text = "") =>
    Number(count) < 0
      ? [...text].slice(Number(count)).join("")
      : [...text].slice(0, Number(count)).join(""),
  default: (fallback = "", text = "") => text === "" ? fallback : text,
};

/** Makes a template of `line_format` or `label_format`: labels, text, and calls in pipes; no conditions or loops. */
export function compileTemplate(template: string): (row: Row) => string {
  const parts = template.split(/\{\{-?\s*(.*?)\s*-?\}\}/s);
  const pieces = parts.map((part, i) => i % 2 === 0 ? () => part : compileAction(part));
  return (row) => pieces.map((piece) => piece(row)).join("");
}

type Evaluate = (row: Row) => string;

function compileAction(action: string): Evaluate {
  const stages = splitOutsideStrings(action, "|").map((stage) => compileStage(stage.trim()));
  return (row) =>
    stages.reduce<string | undefined>((piped, stage) => stage(row, piped), undefined) ?? "";
}

function compileStage(text: string): (row: Row, piped: string | undefined) => string {
  const [head = "", ...rest] = splitOutsideStrings(text, " ").filter((word) => word !== "");
  const args = rest.map(compileOperand);
  const call = FUNCTIONS[head];
  if (call === undefined && args.length === 0) {
    const operand = compileOperand(head);
    return (row) => operand(row);
  }
  if (call === undefined) {
    throw new EvaluationError("bad_data", "this template is not supported here");
  }
  return (row, piped) =>
    call(...args.map((arg) => arg(row)), ...(piped === undefined ? [] : [piped]));
}

function compileOperand(word: string): Evaluate {
  if (word === "__line__") return ({ line }) => line;
  if (/^\.\w+$/.test(word)) return ({ labels }) => labels[word.slice(1)] ?? "";
  if (/^-?\d+$/.test(word)) return () => word;
  if (/^".*"$/s.test(word)) return () => String(JSON.parse(word));
  if (/^`[^`]*`$/.test(word)) return () => word.slice(1, -1);
  throw new EvaluationError("bad_data", "this template is not supported here");
}

function splitOutsideStrings(text: string, separator: string): string[] {
  const parts: string[] = [""];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|`[^`]*`|[\s\S]/g)) {
    if (token === separator) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts;
}
