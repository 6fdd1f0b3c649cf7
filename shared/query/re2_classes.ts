/** Classes behind a backslash. RE2 keeps them ASCII, so they are written out as what stands in brackets. */
export const CLASS_ESCAPES: Readonly<Record<string, string>> = {
  d: "0-9",
  D: "\\0-\\/:-\\u{10ffff}",
  w: "0-9A-Za-z_",
  W: "\\0-\\/:-@\\[-\\^`\\{-\\u{10ffff}",
  s: "\\t\\n\\f\\r ",
  S: "\\0-\\x08\\v\\x0e-\\x1f!-\\u{10ffff}",
};

/** Classes inside brackets, `[[:alpha:]]`. */
export const POSIX_CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\0-\\x7f",
  blank: "\\t ",
  cntrl: "\\0-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** Gives the class of a Unicode category or script (`\pL`, `\p{Greek}`); undefined when there is none. */
export function propertyClass(name: string, negated: boolean): string | undefined {
  const inverted = negated !== name.startsWith("^");
  const bare = name.replace(/^\^/, "");
  for (const property of [bare, `Script=${bare}`]) {
    const text = `\\${inverted ? "P" : "p"}{${property}}`;
    if (/^[A-Z][a-z]?$|^Script=/.test(property) && isProperty(text)) return text;
  }
  return undefined;
}

function isProperty(text: string): boolean {
  try {
    return new RegExp(text, "u").source !== "";
  } catch {
    return false;
  }
}
