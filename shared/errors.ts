/** What a code means to HTTP and to the log; the table is closed. */
export const ERROR_CODES = {
  invalid_input: { httpStatus: 400, logLevel: "info" },
  not_found: { httpStatus: 404, logLevel: "info" },
  forbidden: { httpStatus: 403, logLevel: "info" },
  limit_exceeded: { httpStatus: 422, logLevel: "info" },
  upstream_rejected: { httpStatus: 422, logLevel: "warn" },
  rate_limited: { httpStatus: 429, logLevel: "warn" },
  upstream_unavailable: { httpStatus: 502, logLevel: "error" },
  timeout: { httpStatus: 504, logLevel: "warn" },
  internal: { httpStatus: 500, logLevel: "error" },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What reading one source came to; an answer names it for every source it asked. */
export const COVERAGE_STATES = [
  "ok",
  "empty",
  "no series",
  "forbidden",
  "timed out",
  "unavailable",
  "not configured",
  "not captured",
  "stale",
] as const;

export type CoverageState = typeof COVERAGE_STATES[number];

const STATE_OF_CODE: Partial<Record<ErrorCode, CoverageState>> = {
  forbidden: "forbidden",
  timeout: "timed out",
};

export interface ToolErrorOptions {
  /** A corrected call or the next step, in our own words. */
  readonly hint?: string;
  /** What coverage says when this error ends the reading of one source of several. */
  readonly coverage?: CoverageState;
  /** Logged, never sent. */
  readonly cause?: unknown;
}

/**
 * The one error that reaches a caller: a code of the closed list and our own words.
 *
 * `message` is a sentence without a full stop; values quoted in it are the caller's own, cut by `quoted`.
 */
export class ToolError extends Error {
  override readonly name = "ToolError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly coverage: CoverageState;

  constructor(code: ErrorCode, message: string, options: ToolErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.coverage = options.coverage ?? STATE_OF_CODE[code] ?? "unavailable";
  }

  /** The text a model reads: `code: message. hint`. */
  get text(): string {
    return `${this.code}: ${this.message}.${this.hint === undefined ? "" : ` ${this.hint}`}`;
  }
}

const QUOTED_CHARACTERS = 80;
// Control, zero-width and bidirectional characters would let an argument rewrite the sentence around it.
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Quotes a value of the caller for use inside a message: visible characters only, cut at 80. */
export function quoted(value: string): string {
  const visible = value.replace(INVISIBLE, "\uFFFD");
  const characters = [...visible];
  const cut = characters.length > QUOTED_CHARACTERS
    ? characters.slice(0, QUOTED_CHARACTERS).join("") + "…"
    : visible;
  return `"${cut}"`;
}
