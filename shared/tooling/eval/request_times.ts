/** A request with its times moved to the scenario's clock. */

import { moveEvaluationTimes, moveParameter } from "./moved_times.ts";

export interface MovedRequest {
  readonly request: Request;
  /** Whether the sample values it asks for are times. */
  readonly timeValues: boolean;
}

const TIMES = ["end", "time", "start", "sinceTime"];
const TIME_METRIC = /_(?:time|timestamp|created)(?:_seconds)?\b/;
const FORM = "application/x-www-form-urlencoded";

/** Takes so many milliseconds from the times of a request; its range and steps stay as long as they are. */
export async function moveRequest(request: Request, byMs: number): Promise<MovedRequest> {
  const url = new URL(request.url);
  const isForm = request.headers.get("content-type")?.startsWith(FORM) ?? false;
  const form = isForm ? new URLSearchParams(await request.text()) : undefined;
  const given = [url.searchParams, ...(form === undefined ? [] : [form])];
  const moved = given.map((parameters) => moveParameters(parameters, -byMs)).includes(true);
  const timeValues = given.some((parameters) => TIME_METRIC.test(parameters.get("query") ?? ""));
  if (!moved && form === undefined) return { request, timeValues };
  const { method, headers } = request;
  const init = form === undefined ? { method, headers } : { method, headers, body: String(form) };
  return { request: new Request(url, init), timeValues };
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
