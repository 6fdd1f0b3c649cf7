/** Stand for the ends of a line, so that `^` and `$` are characters like any other. */
export const LINE_START = -1;
export const LINE_END = -2;

/** A regular expression as a tree. */
export type PatternNode =
  | { readonly kind: "character"; accepts(code: number): boolean }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly parts: readonly PatternNode[] }
  | {
    readonly kind: "repeat";
    readonly part: PatternNode;
    readonly least: number;
    readonly most: number;
  };

type Accepts = (code: number) => boolean;

/** Reads an expression; `undefined` when it is malformed or uses what cannot be searched in linear time. */
export function parsePattern(source: string): PatternNode | undefined {
  // Case is ignored anyway.
  const parser = new PatternParser(source.replace(/^\(\?i\)/, ""));
  try {
    return parser.whole();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

class Malformed extends Error {}

const MOST_REPEATS = 100;
const MOST_DEPTH = 50;
const CLASSES: Readonly<Record<string, RegExp>> = {
  d: /\d/,
  w: /\w/,
  s: /\s/,
  D: /\D/,
  W: /\W/,
  S: /\S/,
};
const CONTROLS: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f", v: "\v" };

class PatternParser {
  #at = 0;
  #depth = 0;

  constructor(readonly source: string) {}

  whole(): PatternNode {
    const node = this.#choice();
    if (this.#at < this.source.length) throw new Malformed();
    return node;
  }

  #choice(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#take("|")) parts.push(this.#sequence());
    return { kind: "choice", parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#at < this.source.length && !/[|)]/.test(this.#peek())) {
      parts.push(this.#repeated(this.#atom()));
    }
    return { kind: "sequence", parts };
  }

  #repeated(part: PatternNode): PatternNode {
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(this.source.slice(this.#at));
    if (found === null) return part;
    const [text, low, open, high] = found;
    this.#at += text.length;
    if (/^[*+?{]/.test(this.#peek())) throw new Malformed();
    const least = low === undefined ? (text.startsWith("+") ? 1 : 0) : Number(low);
    const most = low === undefined
      ? (text.startsWith("?") ? 1 : Infinity)
      : open === undefined
      ? least
      : high === ""
      ? Infinity
      : Number(high);
    const finite = most === Infinity ? least : most;
    if (finite > MOST_REPEATS || most < least) throw new Malformed();
    return { kind: "repeat", part, least, most };
  }

  #atom(): PatternNode {
    const char = this.#next();
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return character(this.#set());
      case ".":
        return character((code) => code >= 0);
      case "^":
        return { kind: "character", accepts: (code) => code === LINE_START };
      case "$":
        return { kind: "character", accepts: (code) => code === LINE_END };
      case "\\":
        return character(this.#escape());
      case "*":
      case "+":
      case "?":
        throw new Malformed();
      default:
        return character(exactly(char));
    }
  }

  #group(): PatternNode {
    if (++this.#depth > MOST_DEPTH) throw new Malformed();
    if (this.#take("?") && !this.#take(":")) throw new Malformed();
    const node = this.#choice();
    if (!this.#take(")")) throw new Malformed();
    this.#depth--;
    return node;
  }

  #escape(): Accepts {
    const char = this.#next();
    const known = CLASSES[char];
    if (known !== undefined) return (code) => known.test(String.fromCharCode(code));
    const control = CONTROLS[char];
    if (control !== undefined) return exactly(control);
    // \b and back references need to look around; other letters mean something elsewhere.
    if (/[A-Za-z0-9]/.test(char)) throw new Malformed();
    return exactly(char);
  }

  #set(): Accepts {
    const negated = this.#take("^");
    const members: Accepts[] = [];
    while (this.#peek() !== "]" || members.length === 0) members.push(this.#member());
    this.#next();
    return (code) => members.some((accepts) => accepts(code)) !== negated;
  }

  #member(): Accepts {
    const low = this.#next();
    if (low === "\\") return this.#escape();
    const isRange = this.#peek() === "-" && this.source[this.#at + 1] !== "]";
    if (!isRange) return exactly(low);
    this.#next();
    const high = this.#next();
    if (high === "\\" || high < low) throw new Malformed();
    return (code) => code >= low.charCodeAt(0) && code <= high.charCodeAt(0);
  }

  #peek(): string {
    return this.source.charAt(this.#at);
  }

  #next(): string {
    if (this.#at >= this.source.length) throw new Malformed();
    return this.source.charAt(this.#at++);
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at++;
    return true;
  }
}

function exactly(char: string): Accepts {
  const wanted = char.charCodeAt(0);
  return (code) => code === wanted;
}

/** A character in either case; never the end of a line. */
function character(accepts: Accepts): PatternNode {
  return {
    kind: "character",
    accepts: (code) => {
      if (code < 0) return false;
      const char = String.fromCharCode(code);
      return accepts(code) || accepts(char.toLowerCase().charCodeAt(0)) ||
        accepts(char.toUpperCase().charCodeAt(0));
    },
  };
}
