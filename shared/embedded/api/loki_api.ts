import { type Context, Hono } from "hono";
import { parseLogql } from "../../query/logql_parse.ts";
import { isMetricQuery } from "../../query/logql_walk.ts";
import { compileMatchers, type Matcher } from "../../query/matchers.ts";
import { evaluateLogMetric, evaluateLogMetricRange, evaluateLogs } from "../logql_evaluate.ts";
import { EvaluationError } from "../promql_values.ts";
import { NotCaptured } from "../replay/not_captured.ts";
import {
  durationParameter,
  limitParameter,
  ParameterError,
  parametersOf,
  timeParameter,
} from "./http_parameters.ts";
import type { Handler } from "./kubernetes_api.ts";
import { indexStats, patterns, volumes } from "./loki_index.ts";
import type { Telemetry } from "./telemetry.ts";

export interface LokiOptions {
  /** The tenant that owns all streams; when given, a request must name one in `X-Scope-OrgID`. */
  readonly tenant?: string | undefined;
}

type Endpoint = (telemetry: Telemetry, parameters: URLSearchParams, path: string) => unknown;

const BARE = "bare";

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  query: (telemetry, parameters) => queryInstant(telemetry, parameters),
  query_range: (telemetry, parameters) => queryRange(telemetry, parameters),
  labels: ({ logs }) => unique(logs.labelSets().flatMap((labels) => Object.keys(labels))),
  "label/:name/values": ({ logs }, parameters, path) => {
    const label = decodeURIComponent(path.split("/").at(-2) ?? "");
    const sets = logs.labelSets(matchersOf(parameters.get("query")));
    return unique(sets.flatMap((labels) => labels[label] ?? []));
  },
  series: ({ logs }, parameters) => {
    const selectors = [...parameters.getAll("match[]"), ...parameters.getAll("match")];
    const tests = selectors.map((selector) => compileMatchers(matchersOf(selector)));
    return logs.labelSets().filter((labels) =>
      tests.length === 0 || tests.some((test) => test(labels))
    );
  },
  patterns: ({ world, logs }, parameters) =>
    patterns(logs, matchersOf(parameters.get("query")), {
      ...windowOf(parameters, world.nowMs),
      stepMs: durationParameter(parameters, "step", 10_000),
    }),
};

/** Endpoints whose answer is not wrapped into `status` and `data`. */
const BARE_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  "index/stats": ({ world, logs }, parameters) =>
    indexStats(logs, matchersOf(parameters.get("query")), windowOf(parameters, world.nowMs)),
  "index/volume": ({ world, logs }, parameters) =>
    volumes(logs, matchersOf(parameters.get("query")), windowOf(parameters, world.nowMs)),
  "status/buildinfo": () => ({ version: "3.7.8", revision: "", branch: "", goVersion: "go1.26.8" }),
};

/** Loki's HTTP API over the logs of a world. */
export function lokiApi(telemetry: Telemetry, { tenant }: LokiOptions = {}): Handler {
  const app = new Hono();
  app.get("/ready", (context) => context.text("ready\n"));
  const routes = [
    ...Object.entries(ENDPOINTS).map(([path, endpoint]) => ({ path, endpoint, form: "wrapped" })),
    ...Object.entries(BARE_ENDPOINTS).map(([path, endpoint]) => ({ path, endpoint, form: BARE })),
  ];
  for (const { path, endpoint, form } of routes) {
    app.on(["GET", "POST"], `/loki/api/v1/${path}`, async (context) => {
      const asked = context.req.header("x-scope-orgid");
      if (tenant !== undefined && asked === undefined) return context.text("no org id\n", 401);
      if (tenant !== undefined && asked !== tenant) return Response.json(NOTHING);
      return await answer(telemetry, { endpoint, bare: form === BARE }, context);
    });
  }
  return async (request) => await app.fetch(request);
}

const NOTHING = { status: "success", data: [] };

async function answer(
  telemetry: Telemetry,
  { endpoint, bare }: { readonly endpoint: Endpoint; readonly bare: boolean },
  { req }: Context,
): Promise<Response> {
  try {
    const data = endpoint(telemetry, await parametersOf(req.raw), req.path);
    return Response.json(bare ? data : { status: "success", data });
  } catch (error) {
    if (error instanceof NotCaptured) return error.toResponse();
    // Loki's errors are plain text.
    if (error instanceof ParameterError || error instanceof EvaluationError) {
      return new Response(`${error.message}\n`, { status: 400 });
    }
    throw error;
  }
}

function queryInstant({ world, logs }: Telemetry, parameters: URLSearchParams): unknown {
  const expr = expressionOf(parameters.get("query"));
  if (!isMetricQuery(expr)) {
    throw new ParameterError(
      "log queries are not supported as an instant query type, please change your query to a range query type",
    );
  }
  const timeMs = timeParameter(parameters, "time", world.nowMs);
  return { ...evaluateLogMetric(expr, { timeMs, source: logs }), stats: {} };
}

const DEFAULT_LIMIT = 100;
const MOST_LINES = 5_000;

function queryRange({ world, logs }: Telemetry, parameters: URLSearchParams): unknown {
  const expr = expressionOf(parameters.get("query"));
  const { fromMs: startMs, untilMs: endMs } = windowOf(parameters, world.nowMs);
  if (isMetricQuery(expr)) {
    const stepMs = durationParameter(parameters, "step", defaultStepMs(startMs, endMs));
    const options = { startMs, endMs, stepMs, source: logs };
    return { ...evaluateLogMetricRange(expr, options), stats: {} };
  }
  const limit = limitParameter(parameters, DEFAULT_LIMIT);
  if (limit > MOST_LINES) {
    throw new ParameterError(
      `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${MOST_LINES})`,
    );
  }
  const direction = parameters.get("direction")?.toLowerCase() === "forward"
    ? "forward"
    : "backward";
  const result = evaluateLogs(expr, { startMs, endMs, limit, direction, source: logs });
  return { resultType: "streams", result, stats: {} };
}

function defaultStepMs(startMs: number, endMs: number): number {
  return Math.max(1, Math.floor((endMs - startMs) / 1_000 / 250)) * 1_000;
}

const HOUR_MS = 3_600_000;

/** The window of a request: `start` and `end`, or `since` before the end. @throws {ParameterError} */
export function windowOf(parameters: URLSearchParams, nowMs: number) {
  const untilMs = timeParameter(parameters, "end", nowMs);
  const sinceMs = durationParameter(parameters, "since", HOUR_MS);
  return { fromMs: timeParameter(parameters, "start", untilMs - sinceMs), untilMs };
}

function expressionOf(query: string | null) {
  const parsed = parseLogql(query ?? "");
  if (parsed.ok) return parsed.ast;
  const { line, column, message } = parsed.problem;
  throw new ParameterError(`parse error at line ${line}, col ${column}: ${message}`);
}

/** The matchers of a stream selector; none without one. */
function matchersOf(selector: string | null): readonly Matcher[] {
  if (selector === null || selector.replace(/\s/g, "") === "{}" || selector === "") return [];
  const expr = expressionOf(selector);
  if (isMetricQuery(expr)) throw new ParameterError("only label matchers are supported");
  return expr.matchers;
}

/** Values once each, in order; where there are none Loki leaves the data out. */
function unique(values: readonly string[]): readonly string[] | undefined {
  return values.length === 0 ? undefined : [...new Set(values)].sort();
}
