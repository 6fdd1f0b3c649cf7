import { AGGREGATE_OPS, BINARY_OPS } from "./promql_ast.ts";
import { PROMQL_FUNCTIONS } from "./promql_functions.ts";
import { misnamedFunctions } from "./misnamed_functions.ts";
import { type RepairRule, SHARED_REPAIRS } from "./query_repairs.ts";
import { splice, tokenize } from "./query_tokens.ts";
import type { QueryMistake, Repair } from "./syntax_problem.ts";

const CALLABLE = new Set<string>([...Object.keys(PROMQL_FUNCTIONS), ...AGGREGATE_OPS]);
const WORDS_BEFORE_PARENTHESIS =
  /^(?:by|without|on|ignoring|group_left|group_right|bool|offset|fill|fill_left|fill_right|min_of|max_of)$/i;

/** Proposes corrections of a PromQL expression for a mistake, likeliest first. */
export function* proposePromqlRepairs(source: string, mistake: QueryMistake): Iterable<Repair> {
  if (mistake.repaired !== undefined) {
    yield { message: mistake.message, offset: mistake.offset, expr: mistake.repaired };
  }
  for (const rule of RULES) yield* rule(source, mistake);
}

const RULES: readonly RepairRule[] = [
  (source) => misnamedFunctions(source, calledWords(source), CALLABLE),
  ...SHARED_REPAIRS,
  foreignOperators,
  dottedNames,
  groupedFunctions,
];

/** Names in front of a parenthesis that are neither functions nor keywords. */
export function* calledWords(source: string): Iterable<{ word: string; from: number; to: number }> {
  const tokens = tokenize(source).filter(({ kind }) => kind !== "space" && kind !== "comment");
  for (const [i, { kind, text, from, to }] of tokens.entries()) {
    if (kind !== "word" || tokens[i + 1]?.text !== "(" || WORDS_BEFORE_PARENTHESIS.test(text)) {
      continue;
    }
    const aggregation = (AGGREGATE_OPS as readonly string[]).includes(text.toLowerCase());
    if (!aggregation && !CALLABLE.has(text) && !Object.hasOwn(BINARY_OPS, text.toLowerCase())) {
      yield { word: text, from, to };
    }
  }
}

const FOREIGN_OPERATORS: Readonly<Record<string, string>> = {
  "&&": "and",
  "||": "or",
  "&": "and",
  "|": "or",
  "=": "==",
  "===": "==",
  "<>": "!=",
  "=<": "<=",
  "=>": ">=",
};

function* foreignOperators(source: string): Iterable<Repair> {
  let depth = 0;
  for (const token of tokenize(source)) {
    if (token.text === "{") depth++;
    if (token.text === "}") depth--;
    const text = token.kind === "operator" && depth === 0
      ? FOREIGN_OPERATORS[token.text]
      : undefined;
    if (text === undefined) continue;
    yield {
      message: `The operator "${token.text}" is written ${text}`,
      offset: token.from,
      expr: splice(source, { ...token, text }),
    };
  }
}

function* groupedFunctions(source: string): Iterable<Repair> {
  const found = /^\s*(\w+\s*\(.*\))\s*\b(by|without)\s*(\([^()]*\))\s*$/is.exec(source);
  if (found === null) return;
  const [, call, word, labels] = found;
  yield {
    message: `"${word}" belongs to an aggregation such as sum`,
    offset: source.lastIndexOf(word ?? ""),
    expr: `sum ${word} ${labels} (${call})`,
  };
}

function* dottedNames(source: string): Iterable<Repair> {
  for (const { kind, text, from, to } of tokenize(source)) {
    if (kind !== "word" || !text.includes(".")) continue;
    const message = `A name with dots stands quoted in braces, {"${text}"}`;
    const braces = /^\s*\{\s*/.exec(source.slice(to));
    const merged = braces === null
      ? `{"${text}"}`
      : `{"${text}"${source[to + braces[0].length] === "}" ? "" : ", "}`;
    yield {
      message,
      offset: from,
      expr: splice(source, { from, to: to + (braces?.[0].length ?? 0), text: merged }),
    };
  }
}
