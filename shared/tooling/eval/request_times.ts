/** How far a request lies from the scenario's clock, and the request with its times moved there. */

import { moveEvaluationTimes, moveParameter, parameterMs } from "./moved_times.ts";

export interface MovedRequest {
  readonly request: Request;
  /** What was taken from its times, to be added to those of its answer. */
  readonly byMs: number;
  /** Whether the sample values it asks for are times. */
  readonly timeValues: boolean;
}

export interface Clocks {
  readonly wallMs: number;
  readonly scenarioMs: number;
}

const TIMES = ["end", "time", "start", "sinceTime"];
// "The last hour" is asked for some time after it was meant, a busy machine later than an idle one.
const ROUND_MS = 5 * 60_000;
const LATE_MS = 15_000;
const GRID_MS = 5_000;
const TIME_METRIC = /_(?:time|timestamp|created)(?:_seconds)?\b/;
const FORM = "application/x-www-form-urlencoded";

/** Moves the times of a request; its range and steps stay as long as they are. */
export async function moveRequest(request: Request, clocks: Clocks): Promise<MovedRequest> {
  const url = new URL(request.url);
  const isForm = request.headers.get("content-type")?.startsWith(FORM) ?? false;
  const form = isForm ? new URLSearchParams(await request.text()) : undefined;
  const given = [url.searchParams, ...(form === undefined ? [] : [form])];
  const byMs = distanceMs(given, clocks);
  const moved = given.map((parameters) => moveParameters(parameters, -byMs)).includes(true);
  const timeValues = given.some((parameters) => TIME_METRIC.test(parameters.get("query") ?? ""));
  if (!moved && form === undefined) return { request, byMs, timeValues };
  const { method, headers } = request;
  const init = form === undefined ? { method, headers } : { method, headers, body: String(form) };
  return { request: new Request(url, init), byMs, timeValues };
}

function distanceMs(given: readonly URLSearchParams[], { wallMs, scenarioMs }: Clocks): number {
  const asked = TIMES.flatMap((name) => given.map((parameters) => parameters.get(name)))
    .map((value) => value === null ? NaN : parameterMs(value)).filter((ms) => !Number.isNaN(ms));
  const chosen = asked.find((ms) => isRound(wallMs - ms)) ?? asked[0];
  // Never later than true, so that an age of 15 minutes is not one of 14 minutes and 59.9 seconds.
  if (chosen === undefined) return Math.floor((wallMs - scenarioMs) / 1_000) * 1_000;
  return Math.round(chosen - (scenarioMs - meantAgeMs(wallMs - chosen)));
}

/** Whether a time lies a round time before the present, asked for a little late. */
function isRound(ageMs: number): boolean {
  return ageMs >= 0 && ageMs % ROUND_MS <= LATE_MS;
}

function meantAgeMs(ageMs: number): number {
  return isRound(ageMs) ? ageMs - ageMs % ROUND_MS : Math.round(ageMs / GRID_MS) * GRID_MS;
}

/** Moves the times in place and says whether there were any. */
function moveParameters(parameters: URLSearchParams, byMs: number): boolean {
  const query = parameters.get("query");
  const movedQuery = query === null ? null : moveEvaluationTimes(query, byMs);
  if (movedQuery !== null && movedQuery !== query) parameters.set("query", movedQuery);
  const present = TIMES.filter((name) => parameters.has(name));
  for (const name of present) {
    parameters.set(name, moveParameter(parameters.get(name) ?? "", byMs));
  }
  return present.length > 0 || movedQuery !== query;
}
