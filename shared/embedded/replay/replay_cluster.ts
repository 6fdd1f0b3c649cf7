import type { Incident, IncidentFacts } from "../../catalogue/incident.ts";
import type { Handler } from "../api/kubernetes_api.ts";
import { nodeFactsApi } from "../api/node_facts_api.ts";
import type { EmbeddedCluster } from "../embedded_cluster.ts";
import { CapturedScope } from "./captured_scope.ts";
import { assertCaptured, type CapturedSource } from "./captured_source.ts";
import { NotCaptured } from "./not_captured.ts";
import { replayAlertmanager } from "./replay_alertmanager.ts";
import { replayKubernetes } from "./replay_kubernetes.ts";
import { replayLoki } from "./replay_loki.ts";
import { replayPrometheus } from "./replay_prometheus.ts";
import { replayWorld } from "./replay_world.ts";
import { StoredLogs } from "./stored_logs.ts";
import { StoredMetrics } from "./stored_metrics.ts";

/** Makes the five APIs of a recorded incident. What was not kept is answered as such, never as nothing. */
export function replayCluster(incident: Incident): EmbeddedCluster {
  const { facts, parts } = incident;
  const world = replayWorld(incident);
  const scope = new CapturedScope(incident);
  const telemetry = {
    world,
    metrics: new StoredMetrics(incident, scope),
    logs: new StoredLogs(parts.streams, scope),
  };
  const of = (source: CapturedSource, api: Handler) => answering(facts, { source, api });
  return {
    world,
    apis: {
      kubernetes: of("kubernetes", replayKubernetes(incident, { telemetry, scope })),
      prometheus: of("prometheus", replayPrometheus(incident, { telemetry, scope })),
      loki: of("loki", replayLoki(incident, telemetry)),
      alertmanager: of("alertmanager", replayAlertmanager(incident, { world, scope })),
      nodeFacts: of("node facts", nodeFactsApi(world)),
    },
    away: new Set(),
  };
}

function answering(
  facts: IncidentFacts,
  { source, api }: { readonly source: CapturedSource; readonly api: Handler },
): Handler {
  return async (request) => {
    try {
      assertCaptured(facts, source);
      return await api(request);
    } catch (error) {
      if (error instanceof NotCaptured) return error.toResponse();
      throw error;
    }
  };
}
