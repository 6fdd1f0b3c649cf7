import { CLASS_ESCAPES, POSIX_CLASSES, propertyClass } from "./re2_classes.ts";

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
  const translator = new Re2Translator(pattern);
  try {
    const body = translator.alternatives({ ignoreCase: false, multiLine: false, dotAll });
    translator.expectEnd();
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

class Re2Problem extends Error {
  constructor(message: string, readonly offset: number) {
    super(message);
  }
}

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

const FLAG_NAMES = { i: "ignoreCase", m: "multiLine", s: "dotAll" } as const;
const ESCAPED_CONTROLS: Readonly<Record<string, string>> = {
  a: "\\x07",
  f: "\\f",
  n: "\\n",
  r: "\\r",
  t: "\\t",
  v: "\\v",
};
const MAX_REPEAT = 1_000;

/** Walks a RE2 pattern once and writes JavaScript with the `u` flag; flags are applied atom by atom. */
class Re2Translator {
  #position = 0;
  readonly #names = new Set<string>();

  constructor(readonly pattern: string) {}

  expectEnd(): void {
    if (this.#position < this.pattern.length) {
      this.#fail("A closing parenthesis has no opening one");
    }
  }

  alternatives(outer: Flags): string {
    let flags = outer;
    let out = "";
    while (this.#position < this.pattern.length && this.#peek() !== ")") {
      if (this.#take("|")) {
        out += "|";
        continue;
      }
      const changed = this.#inlineFlags(flags);
      if (changed !== undefined) {
        flags = changed;
        continue;
      }
      out += this.#quantified(this.#atom(flags));
    }
    return out;
  }

  #atom(flags: Flags): string {
    if (this.#take("(")) return this.#group(flags);
    if (this.#take("[")) return ignoringCase(this.#characterClass(), flags);
    if (this.#take(".")) return flags.dotAll ? "[^]" : "[^\\n]";
    if (this.#take("^")) return flags.multiLine ? "(?<=^|\\n)" : "^";
    if (this.#take("$")) return flags.multiLine ? "(?=\\n|$)" : "$";
    if (this.#take("\\")) return this.#escape(flags);
    const char = this.#next();
    if (char === "*" || char === "+" || char === "?") {
      this.#fail(`"${char}" repeats nothing`, 1);
    }
    return ignoringCase(literal(char), flags);
  }

  #quantified(atom: string): string {
    const quantifier = this.#quantifier();
    if (quantifier === "") return atom;
    if (this.#quantifier() !== "") this.#fail("A repetition cannot be repeated", 1);
    // JavaScript repeats no look-around under "u"; RE2 allows it for ^ and $.
    return `${
      /^\(\?[=<][=!]?/.test(atom) || /^[\^$]$/.test(atom) ? `(?:${atom})` : atom
    }${quantifier}`;
  }

  #quantifier(): string {
    const found = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})\??/.exec(this.#rest());
    if (found === null) return "";
    const [text, low, high] = found;
    if (Math.max(Number(low ?? 0), Number(high ?? 0)) > MAX_REPEAT) {
      this.#fail(`A repetition may count to ${MAX_REPEAT} at most`);
    }
    if (high !== undefined && high !== "" && Number(low) > Number(high)) {
      this.#fail("The bounds of a repetition are reversed");
    }
    this.#position += text.length;
    return text;
  }

  #group(flags: Flags): string {
    const opened = this.#position - 1;
    let head = "(";
    let inner = flags;
    if (this.#take("?")) {
      if (/^<?[=!]/.test(this.#rest())) this.#fail("Look-around does not exist in this syntax", 2);
      const name = /^P?<(\w+)>/.exec(this.#rest());
      const scoped = /^([a-zA-Z]*)(?:-([a-zA-Z]+))?:/.exec(this.#rest());
      if (name !== null) head = `(?<${this.#groupName(name[0], name[1] ?? "")}>`;
      else if (scoped !== null) {
        inner = this.#readFlags(flags, scoped[0], scoped[1], scoped[2]);
        head = "(?:";
      } else this.#fail("Unknown kind of group", 2);
    }
    const body = this.alternatives(inner);
    if (!this.#take(")")) throw new Re2Problem("A group is not closed", opened);
    return `${head}${body})`;
  }

  #groupName(text: string, name: string): string {
    if (/^\d/.test(name) || this.#names.has(name)) {
      this.#fail(`The group name "${name}" cannot be used here`);
    }
    this.#names.add(name);
    this.#position += text.length;
    return name;
  }

  #inlineFlags(flags: Flags): Flags | undefined {
    const found = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?\)/.exec(this.#rest());
    return found === null ? undefined : this.#readFlags(flags, found[0], found[1], found[2]);
  }

  #readFlags(flags: Flags, text: string, on = "", off = ""): Flags {
    const changed = { ...flags };
    for (const [letters, value] of [[on, true], [off, false]] as const) {
      for (const letter of letters) {
        const flag = FLAG_NAMES[letter as keyof typeof FLAG_NAMES];
        if (flag === undefined) this.#fail(`The flag "${letter}" is not supported`);
        changed[flag] = value;
      }
    }
    this.#position += text.length;
    return changed;
  }

  #escape(flags: Flags): string {
    if (this.#take("Q")) return this.#quotedText(flags);
    if (this.#take("A")) return "^";
    if (this.#take("z")) return "$";
    if (this.#take("b")) return "\\b";
    if (this.#take("B")) return "\\B";
    const shorthand = CLASS_ESCAPES[this.#peek()] ?? this.#property();
    if (shorthand === undefined) return ignoringCase(this.#escapedLiteral(), flags);
    if (!shorthand.consumed) this.#position++;
    return `[${shorthand.ranges}]`;
  }

  #quotedText(flags: Flags): string {
    const end = this.pattern.indexOf("\\E", this.#position);
    const text = this.pattern.slice(this.#position, end < 0 ? undefined : end);
    this.#position = end < 0 ? this.pattern.length : end + 2;
    return [...text].map((char) => ignoringCase(literal(char), flags)).join("");
  }

  #property(): { ranges: string; consumed: true } | undefined {
    const found = /^[pP](?:\{(\^?\w+)\}|([A-Z]))/.exec(this.#rest());
    if (found === null) return undefined;
    const ranges = propertyClass(found[1] ?? found[2] ?? "", found[0].startsWith("P"));
    if (ranges === undefined) this.#fail("Unknown character class");
    this.#position += found[0].length;
    return { ranges, consumed: true };
  }

  #escapedLiteral(): string {
    const found = /^x([0-9a-fA-F]{2})|^x\{([0-9a-fA-F]{1,6})\}/.exec(this.#rest());
    if (found !== null) {
      this.#position += found[0].length;
      return `\\u{${found[1] ?? found[2]}}`;
    }
    const octal = /^0[0-7]{0,2}/.exec(this.#rest());
    if (octal !== null) {
      this.#position += octal[0].length;
      return `\\u{${parseInt(octal[0], 8).toString(16)}}`;
    }
    const char = this.#next();
    if (/[1-9]/.test(char)) this.#fail("Back-references do not exist in this syntax", 2);
    const control = ESCAPED_CONTROLS[char];
    if (control === undefined && /[a-zA-Z0-9]|^$/.test(char)) {
      this.#fail(
        char === "" ? "The pattern ends with a backslash" : `Unknown escape "\\${char}"`,
        char === "" ? 1 : 2,
      );
    }
    return control ?? literal(char);
  }

  #characterClass(): string {
    const opened = this.#position - 1;
    let out = this.#take("^") ? "[^" : "[";
    let first = true;
    while (first || this.#peek() !== "]") {
      if (this.#position >= this.pattern.length) {
        throw new Re2Problem("A character class is not closed", opened);
      }
      out += this.#classItem();
      first = false;
    }
    this.#position++;
    return `${out}]`;
  }

  #classItem(): string {
    const posix = /^\[:(\^?\w+):\]/.exec(this.#rest());
    if (posix !== null) {
      const ranges = POSIX_CLASSES[posix[1] ?? ""];
      if (ranges === undefined) this.#fail("Unknown character class");
      this.#position += posix[0].length;
      return ranges;
    }
    if (this.#take("\\")) {
      const shorthand = CLASS_ESCAPES[this.#peek()] ?? this.#property();
      if (shorthand !== undefined) {
        if (!shorthand.consumed) this.#position++;
        return shorthand.ranges;
      }
      return this.#range(this.#escapedLiteral());
    }
    return this.#range(literal(this.#next()));
  }

  #range(low: string): string {
    if (!/^-[^\]]/.test(this.#rest())) return low;
    const start = this.#position;
    this.#position++;
    const high = this.#take("\\") ? this.#escapedLiteral() : literal(this.#next());
    if (!isOrdered(low, high)) {
      throw new Re2Problem("The bounds of a character range are reversed", start - 1);
    }
    return `${low}-${high}`;
  }

  #rest(): string {
    return this.pattern.slice(this.#position);
  }

  #peek(): string {
    return this.pattern[this.#position] ?? "";
  }

  #next(): string {
    const code = this.pattern.codePointAt(this.#position);
    if (code === undefined) return "";
    const char = String.fromCodePoint(code);
    this.#position += char.length;
    return char;
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#position++;
    return true;
  }

  #fail(reason: string, back = 0): never {
    throw new Re2Problem(reason, Math.max(0, this.#position - back));
  }
}

function literal(char: string): string {
  return /[\\^$.*+?()[\]{}|/-]/.test(char) ? `\\u{${char.charCodeAt(0).toString(16)}}` : char;
}

function ignoringCase(atom: string, { ignoreCase }: Flags): string {
  return ignoreCase && /[^\d\s]/.test(atom) ? `(?i:${atom})` : atom;
}

function isOrdered(low: string, high: string): boolean {
  try {
    return new RegExp(`[${low}-${high}]`, "u").source !== "";
  } catch {
    return false;
  }
}
