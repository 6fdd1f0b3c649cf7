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

const TIMES = ["start", "time", "end", "sinceTime"];
// Two servers ask for "the last hour" some milliseconds apart; both mean the same hour of the scenario.
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
  const apart = wallMs - scenarioMs;
  const asked = TIMES.flatMap((name) => given.map((parameters) => parameters.get(name)))
    .map((value) => value === null ? NaN : parameterMs(value)).find((ms) => !Number.isNaN(ms));
  // Never later than true, so that an age of 15 minutes is not one of 14 minutes and 59.9 seconds.
  if (asked === undefined) return Math.floor(apart / 1_000) * 1_000;
  const meant = scenarioMs + Math.round((asked - wallMs) / GRID_MS) * GRID_MS;
  return Math.round(asked - meant);
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
