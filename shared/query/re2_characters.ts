import { CLASS_ESCAPES, POSIX_CLASSES, propertyClass } from "./re2_classes.ts";
import { type PatternCursor, Re2Problem } from "./re2_cursor.ts";

const CONTROLS: Readonly<Record<string, string>> = {
  a: "\\x07",
  f: "\\f",
  n: "\\n",
  r: "\\r",
  t: "\\t",
  v: "\\v",
};

/** Writes one character so that it means itself in JavaScript, inside and outside of brackets. */
export function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\u{${char.charCodeAt(0).toString(16)}}` : char;
}

/** Reads a class behind a backslash (`\d`, `\pL`) as ranges; undefined when another escape stands there. */
export function escapedClass(cursor: PatternCursor): string | undefined {
  const ranges = CLASS_ESCAPES[cursor.peek()];
  if (ranges !== undefined) {
    cursor.next();
    return ranges;
  }
  const property = cursor.match(/^[pP](?:\{(\^?\w+)\}|([A-Z]))/);
  if (property === undefined) return undefined;
  const [text, name, letter] = property;
  return propertyClass(name ?? letter ?? "", text.startsWith("P")) ??
    cursor.fail("Unknown character class", text.length + 1);
}

/** Reads one character behind a backslash. @throws {Re2Problem} */
export function escapedLiteral(cursor: PatternCursor): string {
  const hex = cursor.match(/^x([0-9a-fA-F]{2})|^x\{([0-9a-fA-F]{1,6})\}/);
  if (hex !== undefined) return `\\u{${hex[1] ?? hex[2]}}`;
  const octal = cursor.match(/^0[0-7]{0,2}/);
  if (octal !== undefined) return `\\u{${parseInt(octal[0], 8).toString(16)}}`;
  const char = cursor.next();
  if (char === "") cursor.fail("The pattern ends with a backslash", 1);
  if (/[1-9]/.test(char)) cursor.fail("Back-references do not exist in this syntax", 2);
  const control = CONTROLS[char];
  if (control === undefined && /[a-zA-Z]/.test(char)) cursor.fail(`Unknown escape "\\${char}"`, 2);
  return control ?? literal(char);
}

/** Reads a class in brackets, the opening one taken already. @throws {Re2Problem} */
export function bracketClass(cursor: PatternCursor): string {
  const opened = cursor.position - 1;
  let out = cursor.take("^") ? "[^" : "[";
  let first = true;
  while (first || cursor.peek() !== "]") {
    if (cursor.atEnd) throw new Re2Problem("A character class is not closed", opened);
    out += classItem(cursor);
    first = false;
  }
  cursor.next();
  return `${out}]`;
}

function classItem(cursor: PatternCursor): string {
  const posix = cursor.match(/^\[:(\^?\w+):\]/);
  if (posix !== undefined) {
    return POSIX_CLASSES[posix[1] ?? ""] ?? cursor.fail("Unknown character class", posix[0].length);
  }
  if (!cursor.take("\\")) return range(cursor, literal(cursor.next()));
  return escapedClass(cursor) ?? range(cursor, escapedLiteral(cursor));
}

function range(cursor: PatternCursor, low: string): string {
  if (!/^-[^\]]/.test(cursor.rest())) return low;
  const start = cursor.position - 1;
  cursor.next();
  const high = cursor.take("\\") ? escapedLiteral(cursor) : literal(cursor.next());
  if (!isOrdered(low, high)) {
    throw new Re2Problem("The bounds of a character range are reversed", start);
  }
  return `${low}-${high}`;
}

function isOrdered(low: string, high: string): boolean {
  try {
    return new RegExp(`[${low}-${high}]`, "u").source !== "";
  } catch {
    return false;
  }
}
