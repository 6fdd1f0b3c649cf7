import { parseDurationMs } from "../../query/durations.ts";

/** The parameters of a request, from its URL and, for a POST, from its form. */
export async function parametersOf(request: Request): Promise<URLSearchParams> {
  const parameters = new URLSearchParams(new URL(request.url).searchParams);
  if (request.method !== "POST") return parameters;
  for (const [key, value] of new URLSearchParams(await request.text())) {
    parameters.append(key, value);
  }
  return parameters;
}

/** A parameter that cannot be read, in the words of the API that was asked. */
export class ParameterError extends Error {
  override readonly name = "ParameterError";
}

/** Reads Unix seconds, Unix nanoseconds (19 digits) or RFC 3339. @throws {ParameterError} */
export function timeParameter(
  parameters: URLSearchParams,
  name: string,
  otherwiseMs: number,
): number {
  const text = parameters.get(name);
  if (text === null || text === "") return otherwiseMs;
  if (/^\d{16,}$/.test(text)) return Number(text.slice(0, -6)) + Number(text.slice(-6)) / 1e6;
  const seconds = Number(text);
  const ms = Number.isNaN(seconds) ? Date.parse(text) : seconds * 1_000;
  if (!Number.isNaN(ms)) return ms;
  throw new ParameterError(
    `invalid parameter "${name}": cannot parse "${text}" to a valid timestamp`,
  );
}

/** Reads seconds or a duration such as `30s`. @throws {ParameterError} */
export function durationParameter(
  parameters: URLSearchParams,
  name: string,
  otherwiseMs: number,
): number {
  const text = parameters.get(name);
  if (text === null || text === "") return otherwiseMs;
  const seconds = Number(text);
  const ms = Number.isNaN(seconds) ? parseDurationMs(text) : seconds * 1_000;
  if (ms !== undefined) return ms;
  throw new ParameterError(
    `invalid parameter "${name}": cannot parse "${text}" to a valid duration`,
  );
}

/** Reads a whole number that is not negative; 0 and absence mean no limit. @throws {ParameterError} */
export function limitParameter(parameters: URLSearchParams, otherwise = Infinity): number {
  const text = parameters.get("limit") ?? "";
  if (text === "" || text === "0") return otherwise;
  if (/^\d+$/.test(text)) return Number(text);
  throw new ParameterError(`invalid parameter "limit": cannot parse "${text}"`);
}
