import type { Incident } from "../../catalogue/incident.ts";
import { parametersOf, timeParameter } from "../api/http_parameters.ts";
import type { Handler } from "../api/kubernetes_api.ts";
import { prometheusApi } from "../api/prometheus_api.ts";
import type { CapturedScope } from "./captured_scope.ts";
import { replayedVersion } from "./captured_source.ts";
import { NotCaptured } from "./not_captured.ts";
import type { ReplayTelemetry } from "./replay_kubernetes.ts";

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
  { telemetry, scope }: { readonly telemetry: ReplayTelemetry; readonly scope: CapturedScope },
): Handler {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const answer = ANSWERS[pathname];
    if (answer !== undefined) return success(answer(incident));
    const parameters = await parametersOf(request.clone());
    const startMs = timeParameter(parameters, "start", scope.fromMs);
    scope.assertTime(startMs);
    const metrics = telemetry.metrics.within(
      startMs,
      timeParameter(parameters, "end", scope.nowMs),
    );
    const wantsNames = pathname === NAMES && !parameters.has("match[]");
    if (wantsNames) return success(metrics.names);
    return await prometheusApi({ ...telemetry, metrics })(request);
  };
}

function notCaptured(): never {
  throw new NotCaptured("source");
}

function success(data: unknown): Response {
  return Response.json({ status: "success", data });
}
