import { bracketClass, escapedClass, escapedLiteral, literal } from "./re2_characters.ts";
import { PatternCursor, Re2Problem } from "./re2_cursor.ts";

/** A RE2 pattern as a JavaScript regular expression, or why it has none and where (0-based) the reason stands. */
export type Re2Result =
  | { readonly ok: true; readonly regexp: RegExp }
  | { readonly ok: false; readonly reason: string; readonly offset: number };

export interface Re2Options {
  /** The whole value must match, as in a label matcher. @default false */
  readonly anchored?: boolean;
  /** `.` also matches a line break, as in a label matcher. @default false */
  readonly dotAll?: boolean;
}

/** Compiles a regular expression in the syntax of Prometheus and Loki (RE2); what only JavaScript knows is refused. */
export function compileRe2(
  pattern: string,
  { anchored = false, dotAll = false }: Re2Options = {},
): Re2Result {
  const cursor = new PatternCursor(pattern);
  try {
    const body = alternatives(cursor, { ignoreCase: false, multiLine: false, dotAll });
    if (!cursor.atEnd) cursor.fail("A closing parenthesis has no opening one");
    return { ok: true, regexp: new RegExp(anchored ? `^(?:${body})$` : body, "u") };
  } catch (error) {
    if (error instanceof Re2Problem) {
      return { ok: false, reason: error.message, offset: error.offset };
    }
    return { ok: false, reason: "The pattern is not a regular expression", offset: 0 };
  }
}

/** Escapes every character that means something in a regular expression. */
export function escapeRe2(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** Flags are applied atom by atom, so that `a(?i)b|c` needs no regrouping. */
interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

const FLAG_NAMES: Readonly<Record<string, keyof Flags>> = {
  i: "ignoreCase",
  m: "multiLine",
  s: "dotAll",
};
const MAX_REPEAT = 1_000;

function alternatives(cursor: PatternCursor, outer: Flags): string {
  let flags = outer;
  let out = "";
  while (!cursor.atEnd && cursor.peek() !== ")") {
    const inline = cursor.match(/^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?\)/);
    if (inline !== undefined) {
      flags = changedFlags(cursor, {
        flags,
        on: inline[1],
        off: inline[2],
        length: inline[0].length,
      });
    } else if (cursor.take("|")) out += "|";
    else out += quantified(cursor, atom(cursor, flags));
  }
  return out;
}

interface FlagChange {
  readonly flags: Flags;
  readonly on: string | undefined;
  readonly off: string | undefined;
  /** Length of the text that asks for the change. */
  readonly length: number;
}

function changedFlags(
  cursor: PatternCursor,
  { flags, on = "", off = "", length }: FlagChange,
): Flags {
  const changed: { -readonly [name in keyof Flags]: boolean } = { ...flags };
  for (const [letters, value] of [[on, true], [off, false]] as const) {
    for (const letter of letters) {
      const flag = FLAG_NAMES[letter] ??
        cursor.fail(`The flag "${letter}" is not supported`, length);
      changed[flag] = value;
    }
  }
  return changed;
}

function atom(cursor: PatternCursor, flags: Flags): string {
  if (cursor.take("(")) return group(cursor, flags);
  if (cursor.take("[")) return ignoringCase(bracketClass(cursor), flags);
  if (cursor.take(".")) return flags.dotAll ? "[^]" : "[^\\n]";
  if (cursor.take("^")) return flags.multiLine ? "(?<=^|\\n)" : "^";
  if (cursor.take("$")) return flags.multiLine ? "(?=\\n|$)" : "$";
  if (cursor.take("\\")) return escape(cursor, flags);
  const char = cursor.next();
  if (/[*+?]/.test(char)) cursor.fail(`"${char}" repeats nothing`, 1);
  return ignoringCase(literal(char), flags);
}

function quantified(cursor: PatternCursor, repeated: string): string {
  const text = quantifier(cursor);
  if (text === "") return repeated;
  if (quantifier(cursor) !== "") cursor.fail("A repetition cannot be repeated", 1);
  // JavaScript repeats no assertion under "u"; RE2 does.
  const assertion = /^(?:[\^$]$|\(\?(?:<?=))/.test(repeated);
  return `${assertion ? `(?:${repeated})` : repeated}${text}`;
}

function quantifier(cursor: PatternCursor): string {
  const found = cursor.match(/^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/);
  if (found === undefined) return "";
  const [text, low = "0", high = ""] = found;
  if (Math.max(Number(low), Number(high)) > MAX_REPEAT) {
    cursor.fail(`A repetition may count to ${MAX_REPEAT} at most`, text.length);
  }
  if (high !== "" && Number(low) > Number(high)) {
    cursor.fail("The bounds of a repetition are reversed", text.length);
  }
  return text;
}

function group(cursor: PatternCursor, flags: Flags): string {
  const opened = cursor.position - 1;
  let head = "(";
  let inner = flags;
  if (cursor.take("?")) {
    if (/^<?[=!]/.test(cursor.rest())) cursor.fail("Look-around does not exist in this syntax", 2);
    const name = cursor.match(/^P?<([A-Za-z_]\w*)>/);
    const scoped = name ?? cursor.match(/^([a-zA-Z]*)(?:-([a-zA-Z]+))?:/) ??
      cursor.fail("Unknown kind of group", 2);
    const [text, on, off] = scoped;
    head = name === undefined ? "(?:" : `(?<${on}>`;
    if (name === undefined) inner = changedFlags(cursor, { flags, on, off, length: text.length });
    else if (isNamedBefore(cursor, { name: on ?? "", opened })) {
      throw new Re2Problem(`The group name "${on}" is given twice`, opened);
    }
  }
  const body = alternatives(cursor, inner);
  if (!cursor.take(")")) throw new Re2Problem("A group is not closed", opened);
  return `${head}${body})`;
}

function isNamedBefore(
  { pattern }: PatternCursor,
  { name, opened }: { name: string; opened: number },
): boolean {
  return new RegExp(`\\(\\?P?<${name}>`).test(pattern.slice(0, opened));
}

function escape(cursor: PatternCursor, flags: Flags): string {
  if (cursor.take("Q")) return quotedText(cursor, flags);
  if (cursor.take("A")) return "^";
  if (cursor.take("z")) return "$";
  if (cursor.take("b")) return "\\b";
  if (cursor.take("B")) return "\\B";
  const ranges = escapedClass(cursor);
  return ignoringCase(ranges === undefined ? escapedLiteral(cursor) : `[${ranges}]`, flags);
}

function quotedText(cursor: PatternCursor, flags: Flags): string {
  const text = cursor.match(/^[\s\S]*?(?=\\E|$)/)?.[0] ?? "";
  cursor.match(/^\\E/);
  return [...text].map((char) => ignoringCase(literal(char), flags)).join("");
}

function ignoringCase(text: string, { ignoreCase }: Flags): string {
  return ignoreCase && /[^\d\s]/.test(text) ? `(?i:${text})` : text;
}
