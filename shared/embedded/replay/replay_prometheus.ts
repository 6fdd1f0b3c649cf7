import type { Incident } from "../../catalogue/incident.ts";
import { parametersOf, timeParameter } from "../api/http_parameters.ts";
import type { Handler } from "../api/kubernetes_api.ts";
import { prometheusApi } from "../api/prometheus_api.ts";
import type { Telemetry } from "../api/telemetry.ts";
import type { CapturedScope } from "./captured_scope.ts";
import { replayedVersion } from "./captured_source.ts";
import { NotCaptured } from "./not_captured.ts";

/** What was captured as a whole, by path; the rest is computed from the samples. */
const ANSWERS: Readonly<Record<string, (incident: Incident) => unknown>> = {
  "/api/v1/status/buildinfo": ({ facts }) => ({ version: replayedVersion(facts, "prometheus") }),
  "/api/v1/metadata": ({ parts }) =>
    Object.fromEntries(parts.metadata.map(({ name, ...about }) => [name, [about]])),
  "/api/v1/rules": ({ parts }) => ({
    groups: [...Map.groupBy(parts.rules, ({ group }) => group)]
      .map(([name, rules]) => ({ name, rules })),
  }),
  "/api/v1/alerts": ({ facts, parts }) => {
    if (facts.namespace !== undefined) throw new NotCaptured("namespace");
    const alerts = parts.prometheusAlerts;
    return { alerts: alerts.map((alert) => ({ ...alert, value: String(alert.value) })) };
  },
  "/api/v1/targets": notCaptured,
  "/api/v1/status/tsdb": notCaptured,
};

const NAMES = "/api/v1/label/__name__/values";

/** Prometheus as it was. @throws {NotCaptured} for metrics, times and namespaces that were not kept */
export function replayPrometheus(
  incident: Incident,
  { telemetry, scope }: { readonly telemetry: Telemetry; readonly scope: CapturedScope },
): Handler {
  const api = prometheusApi(telemetry);
  return async (request) => {
    const { pathname } = new URL(request.url);
    const answer = ANSWERS[pathname];
    if (answer !== undefined) return success(answer(incident));
    const parameters = await parametersOf(request.clone());
    const startMs = timeParameter(parameters, "start", Infinity);
    if (startMs < scope.fromMs) throw new NotCaptured("time");
    const wantsNames = pathname === NAMES && !parameters.has("match[]");
    return wantsNames ? success(telemetry.metrics.names) : await api(request);
  };
}

function notCaptured(): never {
  throw new NotCaptured("source");
}

function success(data: unknown): Response {
  return Response.json({ status: "success", data });
}
