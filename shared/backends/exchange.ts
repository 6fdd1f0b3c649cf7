import type { Connection } from "./connection.ts";
import { readBody } from "./response_body.ts";
import type { Answer } from "./shared_answers.ts";
import { UpstreamFailure } from "./upstream_failure.ts";
import { httpRequest, type UpstreamRequest } from "./upstream_request.ts";

// Enough to classify a refusal and to log it.
const REFUSAL_BYTES = 4_096;

/** Says that a recorded incident does not hold what was asked for, and what of it is missing. */
const NOT_CAPTURED_HEADER = "x-telemcp-not-captured";

/**
 * Sends one request; the body of the response is unread, and the caller has to read or cancel it.
 *
 * @throws {UpstreamFailure} `unreachable` or `refused`
 */
export async function send(
  connection: Connection,
  request: UpstreamRequest,
  signal: AbortSignal,
): Promise<Response> {
  const { url, init } = await httpRequest(connection, request);
  const response = await whileConnected(() => connection.fetch(url, { ...init, signal }));
  if (response.ok) return response;
  throw await refusal(response);
}

/**
 * Reads and decodes the body of a response.
 *
 * @throws {UpstreamFailure} `too large`, `unreadable` or `unreachable`
 */
export async function receive(
  response: Response,
  options: {
    readonly limitBytes: number;
    readonly decode: (text: string) => unknown;
  },
): Promise<Answer> {
  const { limitBytes, decode } = options;
  const { text, bytes, isComplete } = await whileConnected(() => readBody(response, limitBytes));
  if (!isComplete) throw new UpstreamFailure("too large");
  try {
    return { value: decode(text), bytes };
  } catch (cause) {
    throw new UpstreamFailure("unreadable", { cause });
  }
}

async function refusal(response: Response): Promise<UpstreamFailure> {
  const { text } = await whileConnected(() => readBody(response, REFUSAL_BYTES));
  const missing = response.headers.get(NOT_CAPTURED_HEADER);
  if (missing !== null) return new UpstreamFailure("not captured", { missing });
  const retryAfterSeconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new UpstreamFailure("refused", {
    status: response.status,
    body: text,
    ...(Number.isFinite(retryAfterSeconds) && { retryAfterSeconds }),
  });
}

async function whileConnected<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new UpstreamFailure("unreachable", { cause });
  }
}
