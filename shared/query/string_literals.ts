const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};

const ESCAPE =
  /\\(?:([abfnrtv\\'"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))|\\/g;

/**
 * Reads a PromQL or LogQL string literal with its quotes: Go escapes in `"…"` and `'…'`, none in backticks.
 *
 * Undefined when it is not closed, holds a line break, or has an escape that Go does not know. A byte escape
 * above `\x7f` is refused too: it would need the raw bytes of the string.
 */
export function unquote(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || literal.at(-1) !== quote) return undefined;
  const body = literal.slice(1, -1);
  if (quote === "`") return body.includes("`") ? undefined : body;
  if (quote !== '"' && quote !== "'") return undefined;
  const plain = body.replace(/\\[\s\S]/g, "");
  if (plain.includes(quote) || plain.includes("\\") || body.includes("\n")) return undefined;
  let valid = true;
  const value = body.replace(ESCAPE, (escape, simple, hex, short, long, octal) => {
    if (simple !== undefined) {
      valid &&= (simple !== "'" && simple !== '"') || simple === quote;
      return SIMPLE_ESCAPES[simple] ?? "";
    }
    const code = octal === undefined ? parseInt(hex ?? short ?? long, 16) : parseInt(octal, 8);
    const ceiling = hex !== undefined || octal !== undefined ? 0x7f : 0x10ffff;
    valid &&= escape !== "\\" && code <= ceiling && (code < 0xd800 || code > 0xdfff);
    return valid ? String.fromCodePoint(code) : "";
  });
  return valid ? value : undefined;
}

/** Writes a value as a double-quoted literal that Prometheus and Loki both read back to the same value. */
export function quote(value: string): string {
  const body = value.replace(/["\\]/g, "\\$&").replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/gu,
    (char) => escapeControl(char),
  );
  return `"${body}"`;
}

function escapeControl(char: string): string {
  if (char === "\n") return "\\n";
  if (char === "\t") return "\\t";
  if (char === "\r") return "\\r";
  const code = (char.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
}
