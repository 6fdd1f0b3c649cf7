const [ESC, BEL, CSI] = ["\x1b", "\x07", "\x9b"];
// Terminal sequences: control (colours, cursor), system (titles, links) up to their end, and short ones.
const TERMINAL_SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]?`,
    `${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?`,
    `${ESC}[@-_]?`,
  ].join("|"),
  "g",
);
const SPACING = /[\t\n\v\f\r\x85\u2028\u2029]+/g;
// Controls, formats (zero-width, bidirectional, tags), private use, variation selectors and blank fillers: a
// person would not see them, a model would read them.
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Co}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;

// Most texts have nothing but these.
const PLAIN = /^[\t\n -~]*$/;
const HIDDEN_LINE_ENDS = /\r\n?|[\v\f\x85\u2028\u2029]/g;

/** Takes out what a person would not see; lines and tabs stay. */
export function legible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(TERMINAL_SEQUENCE, "").toWellFormed().replace(HIDDEN_LINE_ENDS, "\n")
    .replace(INVISIBLE, (hidden) => hidden === "\n" || hidden === "\t" ? hidden : "");
}

/** Makes a text one line of visible characters: what a terminal would hide is gone, line breaks are spaces. */
export function visible(text: string): string {
  return text.replace(TERMINAL_SEQUENCE, "").toWellFormed().replace(SPACING, " ")
    .replace(INVISIBLE, "");
}

/** Cuts a text to so many UTF-16 units, `…` included, between characters. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = limit - 1;
  const code = text.charCodeAt(end - 1);
  const insidePair = code >= 0xd800 && code <= 0xdbff;
  return `${text.slice(0, Math.max(0, insidePair ? end - 1 : end))}…`;
}

/** One visible line of at most so many UTF-16 units; reads no more of a long text than it needs. */
export function visibleLine(text: string, limit: number): string {
  // Hidden characters may take room before they go; so much more is enough for honest text.
  const readable = limit * 4 + 64;
  if (text.length <= readable) return clip(visible(text), limit);
  return clip(`${visible(text.slice(0, readable))}…`, limit);
}
