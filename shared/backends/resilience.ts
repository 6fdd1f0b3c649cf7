import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  isBrokenCircuitError,
  retry,
  wrap,
} from "cockatiel";
import { UpstreamFailure } from "./upstream_failure.ts";

export interface ResilienceOptions {
  /** Most requests at the same time; more wait their turn. @default 32 */
  readonly concurrency?: number;
  /** Failures in a row that open the circuit. @default 5 */
  readonly breakAfterFailures?: number;
  /** How long an open circuit refuses before it lets one request try. @default 5 */
  readonly breakSeconds?: number;
}

const RETRIES = 2;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1_000;

/** Retries with jitter, a circuit breaker and a bound on concurrency, shared by all requests of an upstream. */
export class Resilience {
  readonly #policy: IPolicy;

  constructor(options: ResilienceOptions = {}) {
    const { concurrency = 32, breakAfterFailures = 5, breakSeconds = 5 } = options;
    const again = retry(handleWhen(isTransient), {
      maxAttempts: RETRIES,
      backoff: new ExponentialBackoff({ initialDelay: FIRST_DELAY_MS, maxDelay: LONGEST_DELAY_MS }),
    });
    const turn = bulkhead(concurrency, Number.POSITIVE_INFINITY);
    // Innermost, so that an open circuit refuses at once those who have waited for their turn.
    const breaker = circuitBreaker(handleWhen(isOutage), {
      breaker: new ConsecutiveBreaker(breakAfterFailures),
      halfOpenAfter: breakSeconds * 1_000,
    });
    this.#policy = wrap(again, turn, breaker);
  }

  /** Runs an idempotent request. @throws {UpstreamFailure} `circuit open`, or what `send` throws last */
  async run<T>(signal: AbortSignal, send: () => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(send, signal);
    } catch (error) {
      throw isBrokenCircuitError(error) ? new UpstreamFailure("circuit open") : error;
    }
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof UpstreamFailure && error.isTransient;
}

function isOutage(error: unknown): boolean {
  return error instanceof UpstreamFailure && error.isOutage;
}
