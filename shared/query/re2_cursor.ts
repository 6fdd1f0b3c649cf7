/** Why a pattern is not RE2, and where (0-based). */
export class Re2Problem extends Error {
  constructor(message: string, readonly offset: number) {
    super(message);
  }
}

/** Reads a pattern from left to right. */
export class PatternCursor {
  position = 0;

  constructor(readonly pattern: string) {}

  get atEnd(): boolean {
    return this.position >= this.pattern.length;
  }

  rest(): string {
    return this.pattern.slice(this.position);
  }

  peek(): string {
    return this.pattern[this.position] ?? "";
  }

  /** Takes the next character, a surrogate pair being one; `""` at the end. */
  next(): string {
    const code = this.pattern.codePointAt(this.position);
    if (code === undefined) return "";
    const char = String.fromCodePoint(code);
    this.position += char.length;
    return char;
  }

  take(char: string): boolean {
    if (this.peek() !== char) return false;
    this.position++;
    return true;
  }

  /** Takes what an expression that starts with `^` matches here. */
  match(expression: RegExp): RegExpExecArray | undefined {
    const found = expression.exec(this.rest());
    if (found === null) return undefined;
    this.position += found[0].length;
    return found;
  }

  /** @throws {Re2Problem} placed some characters before the position */
  fail(reason: string, back = 0): never {
    throw new Re2Problem(reason, Math.max(0, this.position - back));
  }
}
