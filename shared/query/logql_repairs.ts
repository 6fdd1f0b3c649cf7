import { formatDurationMs } from "./durations.ts";
import { RANGE_OPS, VECTOR_OPS } from "./logql_ast.ts";
import { nearestName } from "./nearest_name.ts";
import { misnamedFunctions } from "./misnamed_functions.ts";
import { type RepairRule, SHARED_REPAIRS } from "./query_repairs.ts";
import { splice, tokenize } from "./query_tokens.ts";
import type { QueryMistake, Repair } from "./syntax_problem.ts";

const CALLABLE = new Set<string>([
  ...Object.keys(RANGE_OPS),
  ...Object.keys(VECTOR_OPS),
  "label_replace",
  "vector",
]);
const STAGE_NAMES = [
  "json",
  "logfmt",
  "pattern",
  "regexp",
  "unpack",
  "unwrap",
  "decolorize",
  "line_format",
  "label_format",
  "drop",
  "keep",
];
const WORDS_BEFORE_PARENTHESIS =
  /^(?:by|without|on|ignoring|group_left|group_right|bool|ip|and|or|unless|unwrap|bytes|duration|duration_seconds)$/i;

/** Proposes corrections of a LogQL query for a mistake, likeliest first. */
export function* proposeLogqlRepairs(source: string, mistake: QueryMistake): Iterable<Repair> {
  if (mistake.repaired !== undefined) {
    yield { message: mistake.message, offset: mistake.offset, expr: mistake.repaired };
  }
  for (const rule of RULES) yield* rule(source, mistake);
}

const RULES: readonly RepairRule[] = [
  (source) => misnamedFunctions(source, calledWords(source), CALLABLE),
  singleQuotes,
  equalStrings,
  ...SHARED_REPAIRS,
  missingRanges,
  rangesOutside,
  offsetsOutside,
  quotedLineFilters,
  lineFilterOperators,
  trailingCommas,
  separatedFilters,
  doubledPipes,
  unitlessRanges,
  stageNames,
  countedSelectors,
];

/** Names in front of a parenthesis that LogQL does not know. */
export function* calledWords(source: string): Iterable<{ word: string; from: number; to: number }> {
  const tokens = tokenize(source).filter(({ kind }) => kind !== "space" && kind !== "comment");
  for (const [i, { kind, text, from, to }] of tokens.entries()) {
    if (kind !== "word" || tokens[i + 1]?.text !== "(" || WORDS_BEFORE_PARENTHESIS.test(text)) {
      continue;
    }
    if (!CALLABLE.has(text.toLowerCase())) yield { word: text, from, to };
  }
}

function* singleQuotes(source: string): Iterable<Repair> {
  const single = tokenize(source).filter(({ kind, text }) =>
    kind === "string" && /^'.*'$/s.test(text)
  );
  const [first] = single;
  if (first === undefined) return;
  let expr = source;
  for (const { from, to, text } of single.toReversed()) {
    expr = splice(expr, { from, to, text: `"${text.slice(1, -1).replaceAll('"', '\\"')}"` });
  }
  yield { message: "Strings stand in double quotes or backticks", offset: first.from, expr };
}

function* equalStrings(source: string): Iterable<Repair> {
  for (const { 0: text, index } of source.matchAll(/==(?=\s*["`])/g)) {
    const message = `A label is compared with a string by "=", not by "=="`;
    yield {
      message,
      offset: index,
      expr: splice(source, { from: index, to: index + text.length, text: "=" }),
    };
  }
}

const RANGE_CALL = new RegExp(`\\b(?:${Object.keys(RANGE_OPS).join("|")})\\s*\\(`, "g");

function* missingRanges(source: string): Iterable<Repair> {
  for (const { 0: call, index } of source.matchAll(RANGE_CALL)) {
    const close = closingParenthesis(source, index + call.length);
    if (close === undefined || /\]\s*(?:offset\s+-?\w+\s*)?$/.test(source.slice(0, close))) {
      continue;
    }
    const name = call.replace(/\s*\($/, "");
    yield {
      message: `"${name}" needs a range such as [5m]`,
      offset: close,
      expr: splice(source, { from: source.slice(0, close).trimEnd().length, text: " [5m]" }),
    };
  }
}

function closingParenthesis(source: string, from: number): number | undefined {
  let depth = 1;
  for (const { text, from: at } of tokenize(source)) {
    if (at < from) continue;
    if (text === "(") depth++;
    if (text === ")" && --depth === 0) return at;
  }
  return undefined;
}

function* rangesOutside(source: string): Iterable<Repair> {
  for (const { 0: text, 1: range = "", index } of source.matchAll(/\)\s*(\[[^\]]*\])/g)) {
    yield {
      message: "The range stands inside the parentheses, behind the log query",
      offset: index + text.length - range.length,
      expr: splice(source, { from: index, to: index + text.length, text: ` ${range})` }),
    };
  }
}

function* offsetsOutside(source: string): Iterable<Repair> {
  for (const { 0: text, 1: offset = "", index } of source.matchAll(/\)\s*(offset\s+-?\w+)/gi)) {
    yield {
      message: "offset stands inside the parentheses, behind the range",
      offset: index + text.length - offset.length,
      expr: splice(source, { from: index, to: index + text.length, text: ` ${offset})` }),
    };
  }
}

function* quotedLineFilters(source: string): Iterable<Repair> {
  for (const found of source.matchAll(/(\|=|\|~|!=|!~|\|>|!>)\s*([^\s"'`|(){}[\],=~]+)/g)) {
    const [text, , word = ""] = found;
    const from = found.index + text.length - word.length;
    yield {
      message: `The text "${word}" of the line filter needs quotes`,
      offset: from,
      expr: splice(source, { from, to: from + word.length, text: `"${word}"` }),
    };
  }
  for (const { index } of source.matchAll(/(?<=\}\s*)"/g)) {
    yield {
      message: "A line filter needs an operator",
      offset: index,
      expr: splice(source, { from: index, text: "|= " }),
    };
  }
}

const LINE_OPERATORS: Readonly<Record<string, string>> = {
  "=~": "|~",
  "=": "|=",
  "==": "|=",
  "~": "|~",
  "|": "|=",
  "|==": "|=",
};

function* lineFilterOperators(source: string): Iterable<Repair> {
  const tokens = tokenize(source).filter(({ kind }) => kind !== "space");
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.text === "{") depth++;
    if (token.text === "}") depth--;
    const text = token.kind === "operator" && depth === 0 && tokens[i + 1]?.kind === "string"
      ? LINE_OPERATORS[token.text]
      : undefined;
    if (text === undefined) continue;
    const message = `A line filter is written with "${text}", not with "${token.text}"`;
    yield { message, offset: token.from, expr: splice(source, { ...token, text }) };
  }
}

function* trailingCommas(source: string): Iterable<Repair> {
  for (const { index } of source.matchAll(/,\s*(?=[)}])/g)) {
    yield {
      message: "Nothing follows the comma",
      offset: index,
      expr: splice(source, { from: index, to: index + 1, text: "" }),
    };
  }
}

function* separatedFilters(source: string): Iterable<Repair> {
  for (const { index } of source.matchAll(/(?<=["`])\s+(?=\w+\s*(?:=|!=|=~|!~|[<>]))/g)) {
    const message = "Conditions of a label filter are joined by and, or, or a comma";
    yield { message, offset: index + 1, expr: splice(source, { from: index, text: "," }) };
  }
}

function* doubledPipes(source: string): Iterable<Repair> {
  const index = source.indexOf("||");
  if (index < 0) return;
  yield {
    message: "Stages are separated by one |",
    offset: index,
    expr: splice(source, { from: index, to: index + 2, text: "|" }),
  };
}

function* unitlessRanges(source: string): Iterable<Repair> {
  for (const { 0: text, 1: seconds = "", index } of source.matchAll(/\[\s*(\d+)\s*\]/g)) {
    const range = formatDurationMs(Number(seconds) * 1_000);
    yield {
      message: `The range "${text}" needs a unit, [${range}]`,
      offset: index,
      expr: splice(source, { from: index, to: index + text.length, text: `[${range}]` }),
    };
  }
}

function* stageNames(source: string): Iterable<Repair> {
  for (const { 0: text, 1: word = "", index } of source.matchAll(/\|\s*([a-z_]+)/gi)) {
    const near = nearestName(word, STAGE_NAMES);
    if (near === undefined || near === word) continue;
    const from = index + text.length - word.length;
    yield {
      message: `There is no stage "${word}"`,
      offset: from,
      expr: splice(source, { from, to: from + word.length, text: near }),
    };
  }
}

/** An aggregation directly over a log query, which has lines and no numbers. */
function* countedSelectors(source: string): Iterable<Repair> {
  const call = new RegExp(
    `\\b(${
      Object.keys(VECTOR_OPS).join("|")
    })(\\s*(?:by|without)\\s*\\([^()]*\\))?\\s*\\(\\s*(?=\\{)`,
    "g",
  );
  for (const { 0: text, 1: name = "", index } of source.matchAll(call)) {
    const from = index + text.length;
    const close = closingParenthesis(source, from);
    if (close === undefined) continue;
    const inner = source.slice(from, close).trimEnd();
    const ranged = inner.endsWith("]") ? inner : `${inner} [5m]`;
    yield {
      message: `"${name}" aggregates a metric query, and this is a log query`,
      offset: from,
      expr: splice(source, { from, to: close, text: `count_over_time(${ranged})` }),
    };
  }
}
