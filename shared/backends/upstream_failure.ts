/** How a request to an upstream can end badly. */
export type FailureKind =
  | "unreachable"
  | "deadline"
  | "abandoned"
  | "circuit open"
  | "refused"
  | "not captured"
  | "too large"
  | "unreadable";

export interface FailureDetails {
  /** HTTP status of a refusal. */
  readonly status?: number;
  /** The start of the upstream's own text: to be classified and logged, never to be sent on. */
  readonly body?: string;
  readonly retryAfterSeconds?: number;
  /** What a recorded incident lacks to answer. */
  readonly missing?: string;
  readonly cause?: unknown;
}

const OUTAGE_STATUSES: readonly number[] = [502, 503, 504];

/** One failed request, before it is put into words; the `cause` of the ToolError a reader throws. */
export class UpstreamFailure extends Error {
  override readonly name = "UpstreamFailure";
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly body: string;
  readonly retryAfterSeconds: number | undefined;
  readonly missing: string | undefined;

  constructor(kind: FailureKind, details: FailureDetails = {}) {
    const status = details.status === undefined ? "" : ` ${details.status}`;
    super(`${kind}${status}`, { cause: details.cause });
    this.kind = kind;
    this.status = details.status;
    this.body = details.body ?? "";
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.missing = details.missing;
  }

  /** The same request may well succeed a moment later. */
  get isTransient(): boolean {
    return this.kind === "unreachable" || this.status === 429 || this.#isAway;
  }

  /** The upstream as a whole seems to be away. */
  get isOutage(): boolean {
    return this.kind === "unreachable" || this.kind === "deadline" || this.#isAway;
  }

  // With such a status JSON is the server's own account of one request, such as a query that took
  // too long; a proxy in front of a dead server answers text or HTML.
  get #isAway(): boolean {
    return this.status !== undefined && OUTAGE_STATUSES.includes(this.status) &&
      !this.body.trimStart().startsWith("{");
  }
}

/** The HTTP status with which an upstream refused, when that is why a read failed. */
export function statusOf(error: unknown): number | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof UpstreamFailure ? cause.status : undefined;
}
