import { formatDurationMs } from "./durations.ts";
import { CLOSERS, isUnclosed, type QueryToken, splice, tokenize } from "./query_tokens.ts";
import type { QueryMistake, Repair } from "./syntax_problem.ts";

/** Finds one kind of slip in a query; each repair it yields may or may not lead to a query that reads. */
export type RepairRule = (source: string, mistake: QueryMistake) => Iterable<Repair>;

/** Slips that PromQL and LogQL share, likeliest first. */
export const SHARED_REPAIRS: readonly RepairRule[] = [
  straightQuotes,
  doubledBackslashes,
  closedStrings,
  matcherOperators,
  quotedValues,
  separatedMatchers,
  dashboardVariables,
  plainDurations,
  balancedBrackets,
  groupingParentheses,
  trailingOperators,
];

function* straightQuotes(source: string): Iterable<Repair> {
  const offset = source.search(/[“”„‟]/);
  if (offset >= 0) {
    yield {
      message: "Strings stand in straight quotes",
      offset,
      expr: source.replace(/[“”„‟]/g, '"'),
    };
  }
}

function* closedStrings(source: string): Iterable<Repair> {
  for (const token of tokenize(source)) {
    if (!isUnclosed(token)) continue;
    const quote = token.text[0] ?? '"';
    const message = "A string is not closed";
    for (const { index } of token.text.slice(1).matchAll(/[,}\])]|\s*$/g)) {
      yield {
        message,
        offset: token.from,
        expr: splice(source, { from: token.from + 1 + index, text: quote }),
      };
    }
  }
}

function* doubledBackslashes(source: string): Iterable<Repair> {
  for (const { kind, text, from, to } of tokenize(source)) {
    const doubled = text.replace(
      /\\[\s\S]/g,
      (pair) => /\\[abfnrtv\\"'xuU0-7]/.test(pair) ? pair : `\\${pair}`,
    );
    if (kind !== "string" || text.startsWith("`") || doubled === text) continue;
    const message = "A backslash in a string is doubled, or the string stands in backticks";
    yield { message, offset: from, expr: splice(source, { from, to, text: doubled }) };
  }
}

const MATCH_OPERATORS: Readonly<Record<string, string>> = {
  "==": "=",
  "===": "=",
  "=!": "!=",
  "!==": "!=",
  "<>": "!=",
  "~=": "=~",
  "~": "=~",
  "==~": "=~",
  "~!": "!~",
  "!=~": "!~",
};

function* matcherOperators(source: string): Iterable<Repair> {
  for (const token of tokensInside(source, "{")) {
    const right = token.kind === "operator" ? MATCH_OPERATORS[token.text] : undefined;
    const text = right ?? (token.text === ":" ? "=" : undefined);
    if (text === undefined) continue;
    yield {
      message: `A label matcher is written with "${text}", not with "${token.text}"`,
      offset: token.from,
      expr: splice(source, { ...token, text }),
    };
  }
}

function* quotedValues(source: string): Iterable<Repair> {
  const inside = tokensInside(source, "{");
  for (const [i, token] of inside.entries()) {
    if (token.kind !== "operator" || !/^(?:=|!=|=~|!~)$/.test(token.text)) continue;
    const next = inside[i + 1];
    if (next === undefined || next.from !== token.to && inside[i + 1]?.kind !== "space") continue;
    const value = /^\s*([^\s,{}"'`]+)/.exec(source.slice(token.to));
    if (value === null) continue;
    const text = value[1] ?? "";
    const to = token.to + value[0].length;
    const from = to - text.length;
    yield {
      message: `The label value "${text}" needs quotes`,
      offset: from,
      expr: splice(source, { from, to, text: `"${text}"` }),
    };
  }
}

function* separatedMatchers(source: string): Iterable<Repair> {
  const inside = tokensInside(source, "{").filter(({ kind }) => kind !== "space");
  for (const [i, { kind, text, to }] of inside.entries()) {
    const next = inside[i + 1];
    if (kind === "string" && next?.kind === "word") {
      yield {
        message: "Label matchers are separated by commas",
        offset: next.from,
        expr: splice(source, { from: to, text: "," }),
      };
    }
    if (text === "," && next?.text === ",") {
      yield {
        message: "A comma is given twice",
        offset: next.from,
        expr: splice(source, { ...next, text: "" }),
      };
    }
    if (kind === "word" && text.endsWith(":")) {
      const message = `A label matcher is written with "=", not with ":"`;
      yield { message, offset: to - 1, expr: splice(source, { from: to - 1, to, text: "=" }) };
    }
  }
}

function* dashboardVariables(source: string): Iterable<Repair> {
  const found = /\$\{?__(?:rate_interval|interval|range|auto)(?:_ms|_s)?\}?/.exec(source);
  if (found === null) return;
  yield {
    message: `"${found[0]}" is a variable of a dashboard, not of the query language`,
    offset: found.index,
    expr: splice(source, { from: found.index, to: found.index + found[0].length, text: "5m" }),
  };
}

const UNIT_NAMES: readonly (readonly [RegExp, number])[] = [
  [/^(?:ms|milliseconds?)$/i, 1],
  [/^(?:s|sec|secs|seconds?)$/i, 1_000],
  [/^(?:m|min|mins|minutes?)$/i, 60_000],
  [/^(?:h|hr|hrs|hours?)$/i, 3_600_000],
  [/^(?:d|days?)$/i, 86_400_000],
  [/^(?:w|weeks?)$/i, 604_800_000],
];

function* plainDurations(source: string): Iterable<Repair> {
  for (
    const { 0: text, 1: amount, 2: unit = "", index } of source.matchAll(
      /(?<![\w.])(\d+(?:\.\d+)?)\s*([a-z]+)\b/gi,
    )
  ) {
    const unitMs = UNIT_NAMES.find(([name]) => name.test(unit))?.[1];
    if (unitMs === undefined) continue;
    const duration = formatDurationMs(Number(amount) * unitMs);
    if (duration === text) continue;
    yield {
      message: `The duration "${text}" is written ${duration}`,
      offset: index,
      expr: splice(source, { from: index, to: index + text.length, text: duration }),
    };
  }
}

function* balancedBrackets(source: string, { offset }: QueryMistake): Iterable<Repair> {
  const open: QueryToken[] = [];
  for (const token of tokenize(source)) {
    if (token.kind === "open") open.push(token);
    if (token.kind !== "close") continue;
    const last = open.pop();
    if (last === undefined) {
      yield {
        message: `"${token.text}" closes nothing`,
        offset: token.from,
        expr: splice(source, { from: token.from, to: token.to, text: "" }),
      };
      return;
    }
    const closer = CLOSERS[last.text] ?? "";
    if (closer === token.text) continue;
    yield { ...unclosed(last), expr: splice(source, { from: token.from, text: closer }) };
    yield { ...unclosed(last), expr: splice(source, { ...token, text: closer }) };
    yield* closedBeforeRange(source, last);
    return;
  }
  const last = open.at(-1);
  if (last === undefined) return;
  const text = CLOSERS[last.text] ?? "";
  const end = source.length - (/\s*(?:#[^\n]*)?$/.exec(source)?.[0].length ?? 0);
  yield* closedBeforeRange(source, last);
  yield { ...unclosed(last), expr: splice(source, { from: end, text }) };
  for (const bracket of open) yield* closedBeforeParenthesis(source, bracket);
  yield* closedBeforeGrouping(source, last);
  if (offset > last.from) {
    const from = source.slice(0, offset).trimEnd().length;
    yield { ...unclosed(last), expr: splice(source, { from, text }) };
  }
}

function* closedBeforeRange(source: string, bracket: QueryToken): Iterable<Repair> {
  const range = source.indexOf("[", bracket.to);
  if (bracket.text !== "{" || range < 0) return;
  yield {
    ...unclosed(bracket),
    expr: splice(source, { from: source.slice(0, range).trimEnd().length, text: "}" }),
  };
}

function* closedBeforeParenthesis(source: string, bracket: QueryToken): Iterable<Repair> {
  const from = source.indexOf(" (", bracket.to);
  if (bracket.text === "(" && from >= 0) {
    yield { ...unclosed(bracket), expr: splice(source, { from, text: ")" }) };
  }
}

function* closedBeforeGrouping(source: string, bracket: QueryToken): Iterable<Repair> {
  for (const { index } of source.matchAll(/\s*\b(?:by|without)\b/gi)) {
    if (index > bracket.to) {
      yield { ...unclosed(bracket), expr: splice(source, { from: index, text: ")" }) };
    }
  }
}

function unclosed({ text, from }: QueryToken): { message: string; offset: number } {
  return { message: `"${text}" is not closed`, offset: from };
}

function* groupingParentheses(source: string): Iterable<Repair> {
  for (const found of source.matchAll(/\b(by|without|on|ignoring)\s+(\w+(?:\s*,\s*\w+)*)/gi)) {
    const [text, word = "", labels = ""] = found;
    yield {
      message: `The labels after "${word}" stand in parentheses`,
      offset: found.index,
      expr: splice(source, {
        from: found.index,
        to: found.index + text.length,
        text: `${word} (${labels})`,
      }),
    };
  }
}

function* trailingOperators(source: string): Iterable<Repair> {
  const found = /\s*(?:[-+*/%^,|]|==|!=|[<>]=?|\b(?:and|or|unless|by|without|offset|bool))\s*$/i
    .exec(source);
  if (found === null || found.index === 0) return;
  const operator = found[0].trim();
  yield {
    message: `Nothing follows "${operator}"`,
    offset: source.indexOf(operator, found.index),
    expr: source.slice(0, found.index),
  };
}

/** Gives the tokens that stand directly between brackets of one kind, spaces included. */
export function tokensInside(source: string, bracket: string): QueryToken[] {
  const open: string[] = [];
  return tokenize(source).filter((token) => {
    if (token.kind === "open") open.push(token.text);
    if (token.kind === "close") open.pop();
    return open.at(-1) === bracket && token.kind !== "open";
  });
}
