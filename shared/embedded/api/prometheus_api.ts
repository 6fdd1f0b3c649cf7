import { type Context, Hono } from "hono";
import type { Matcher } from "../../query/matchers.ts";
import { parsePromql } from "../../query/promql_parse.ts";
import { evaluateInstant, evaluateRange, type QueryResult } from "../promql_evaluate.ts";
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
import { firingAlerts, ruleGroups } from "./prometheus_rules.ts";
import {
  labelNames,
  labelValues,
  metadata,
  seriesLabels,
  targets,
  tsdbStatus,
} from "./prometheus_series.ts";
import type { Telemetry } from "./telemetry.ts";

/** An answer's data, with what was cut from it. */
interface Answer {
  readonly data: unknown;
  readonly warnings?: readonly string[];
}

type Endpoint = (telemetry: Telemetry, parameters: URLSearchParams, path: string) => Answer;

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  "/query": queryInstant,
  "/query_range": queryRange,
  "/series": (telemetry, parameters) => {
    const selectors = selectorsOf(parameters, { required: true });
    return limited(
      inHistory(telemetry, parameters) ? seriesLabels(telemetry, selectors) : [],
      parameters,
    );
  },
  "/labels": (telemetry, parameters) => {
    const selectors = selectorsOf(parameters);
    return limited(
      inHistory(telemetry, parameters) ? labelNames(telemetry, selectors) : [],
      parameters,
    );
  },
  "/label/:name/values": (telemetry, parameters, path) => {
    const label = decodeURIComponent(path.split("/").at(-2) ?? "");
    const selectors = selectorsOf(parameters);
    return limited(
      inHistory(telemetry, parameters) ? labelValues(telemetry, label, selectors) : [],
      parameters,
    );
  },
  "/metadata": (telemetry, parameters) => ({
    data: metadata(telemetry, {
      metric: parameters.get("metric"),
      limit: limitParameter(parameters),
    }),
  }),
  "/rules": ({ world }) => ({ data: { groups: ruleGroups(world) } }),
  "/alerts": ({ world }) => ({ data: { alerts: firingAlerts(world) } }),
  "/targets": (telemetry) => ({ data: targets(telemetry) }),
  "/status/tsdb": (telemetry, parameters) => ({
    data: tsdbStatus(telemetry, limitParameter(parameters, 10)),
  }),
  "/status/buildinfo": () => ({ data: { version: "3.15.0", revision: "", goVersion: "go1.26.8" } }),
};

const POST_ENDPOINTS = new Set(["/query", "/query_range", "/series", "/labels"]);

/** Prometheus's HTTP API over the metrics of a world. */
export function prometheusApi(telemetry: Telemetry): Handler {
  const app = new Hono();
  for (const [path, endpoint] of Object.entries(ENDPOINTS)) {
    const methods = POST_ENDPOINTS.has(path) ? ["GET", "POST"] : ["GET"];
    app.on(methods, `/api/v1${path}`, (context) => answer(telemetry, endpoint, context));
  }
  for (const path of ["/-/ready", "/-/healthy"]) {
    app.get(path, (context) => context.text("Prometheus Server is Ready.\n"));
  }
  return async (request) => await app.fetch(request);
}

async function answer(
  telemetry: Telemetry,
  endpoint: Endpoint,
  { req }: Context,
): Promise<Response> {
  try {
    const { data, warnings = [] } = endpoint(telemetry, await parametersOf(req.raw), req.path);
    return Response.json({ status: "success", data, ...(warnings.length > 0 ? { warnings } : {}) });
  } catch (error) {
    if (error instanceof ParameterError) return failure("bad_data", error.message);
    if (error instanceof EvaluationError) return failure(error.type, error.message);
    if (error instanceof NotCaptured) return error.toResponse();
    throw error;
  }
}

function failure(errorType: "bad_data" | "execution", error: string): Response {
  const status = errorType === "bad_data" ? 400 : 422;
  return Response.json({ status: "error", errorType, error }, { status });
}

function queryInstant({ world, metrics }: Telemetry, parameters: URLSearchParams): Answer {
  const expr = expressionOf(parameters);
  const timeMs = timeParameter(parameters, "time", world.nowMs);
  return limitedResult(evaluateInstant(expr, { timeMs, source: metrics }), parameters);
}

function queryRange({ metrics }: Telemetry, parameters: URLSearchParams): Answer {
  const startMs = requiredTime(parameters, "start");
  const endMs = requiredTime(parameters, "end");
  const stepMs = durationParameter(parameters, "step", 0);
  const expr = expressionOf(parameters);
  const result = evaluateRange(expr, { startMs, endMs, stepMs, source: metrics });
  return limitedResult(result, parameters);
}

function requiredTime(parameters: URLSearchParams, name: string): number {
  const timeMs = timeParameter(parameters, name, NaN);
  if (!Number.isNaN(timeMs)) return timeMs;
  throw new ParameterError(`invalid parameter "${name}": cannot parse "" to a valid timestamp`);
}

function expressionOf(parameters: URLSearchParams) {
  const parsed = parsePromql(parameters.get("query") ?? "");
  if (parsed.ok) return parsed.ast.expr;
  const { line, column, message } = parsed.problem;
  throw new ParameterError(
    `invalid parameter "query": ${line}:${column}: parse error: ${message}`,
  );
}

function selectorsOf(
  parameters: URLSearchParams,
  { required = false } = {},
): readonly (readonly Matcher[])[] {
  const selectors = parameters.getAll("match[]");
  if (required && selectors.length === 0) throw new ParameterError("no match[] parameter provided");
  return selectors.map((selector) => {
    const parsed = parsePromql(selector);
    const expr = parsed.ok ? parsed.ast.expr : undefined;
    if (expr?.kind !== "VectorSelector") {
      throw new ParameterError(
        `invalid parameter "match[]": 1:1: parse error: expected a selector`,
      );
    }
    const { name, matchers } = expr;
    return name === undefined
      ? matchers
      : [{ label: "__name__", op: "=", value: name }, ...matchers];
  });
}

/** Whether a request is about a window that the history has a part of: the clock stands still, the caller's does not. */
function inHistory({ world: { startMs, nowMs } }: Telemetry, parameters: URLSearchParams): boolean {
  return timeParameter(parameters, "start", startMs) <= nowMs &&
    timeParameter(parameters, "end", nowMs) >= startMs;
}

const TRUNCATED = "results truncated due to limit";

function limited(items: readonly unknown[], parameters: URLSearchParams): Answer {
  const limit = limitParameter(parameters);
  if (items.length <= limit) return { data: items };
  return { data: items.slice(0, limit), warnings: [TRUNCATED] };
}

function limitedResult(data: QueryResult, parameters: URLSearchParams): Answer {
  const limit = limitParameter(parameters);
  if (data.resultType === "scalar" || data.resultType === "string") return { data };
  if (data.result.length <= limit) return { data };
  return { data: { ...data, result: data.result.slice(0, limit) }, warnings: [TRUNCATED] };
}
