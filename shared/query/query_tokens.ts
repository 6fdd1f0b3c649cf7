export type TokenKind =
  | "space"
  | "comment"
  | "string"
  | "number"
  | "word"
  | "open"
  | "close"
  | "operator";

/** A piece of a query, well-formed or not; the pieces of a text joined are the text. */
export interface QueryToken {
  readonly kind: TokenKind;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const TOKEN_KINDS: readonly (readonly [TokenKind, RegExp])[] = [
  ["space", /\s+/y],
  ["comment", /#[^\n]*/y],
  ["string", /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`[^`]*`?/y],
  ["number", /\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?/yi],
  ["word", /[\p{L}_$][\p{L}\p{N}_:$.]*/yu],
  ["open", /[([{]/y],
  ["close", /[)\]}]/y],
  ["operator", /[=!<>|~&^]+|[\s\S]/y],
];

/** Cuts a query in either language into tokens without judging it. */
export function tokenize(source: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let from = 0;
  while (from < source.length) {
    for (const [kind, pattern] of TOKEN_KINDS) {
      pattern.lastIndex = from;
      const text = pattern.exec(source)?.[0];
      if (text === undefined) continue;
      tokens.push({ kind, text, from, to: from + text.length });
      from += text.length;
      break;
    }
  }
  return tokens;
}

/** Tells whether a string token lacks its closing quote. */
export function isUnclosed({ kind, text }: QueryToken): boolean {
  return kind === "string" &&
    (text.length < 2 || text.at(-1) !== text[0] || /(?:^|[^\\])(?:\\\\)*\\.$/.test(text));
}

/** Puts another text in place of what stands between two positions. */
export function splice(
  source: string,
  { from, to = from, text }: { from: number; to?: number; text: string },
): string {
  return source.slice(0, from) + text + source.slice(to);
}

export const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
