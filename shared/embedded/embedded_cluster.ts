import { alertmanagerApi } from "./api/alertmanager_api.ts";
import type { User } from "./api/kubernetes_access.ts";
import { type Handler, kubernetesApi } from "./api/kubernetes_api.ts";
import { lokiApi } from "./api/loki_api.ts";
import { nodeFactsApi } from "./api/node_facts_api.ts";
import { prometheusApi } from "./api/prometheus_api.ts";
import { type Telemetry, telemetryOf } from "./api/telemetry.ts";
import type { Source, World } from "./world/world.ts";

export const API_NAMES = ["kubernetes", "prometheus", "loki", "alertmanager", "nodeFacts"] as const;
export type ApiName = typeof API_NAMES[number];

export interface EmbeddedCluster {
  readonly world: World;
  readonly apis: Readonly<Record<ApiName, Handler>>;
  /** APIs whose source is away: nothing may listen for them. */
  readonly away: ReadonlySet<ApiName>;
}

// The metrics API is a part of the Kubernetes API, which answers for it.
const API_OF_SOURCE: Readonly<Record<Source, ApiName | undefined>> = {
  loki: "loki",
  prometheus: "prometheus",
  alertmanager: "alertmanager",
  "metrics-api": undefined,
};

export interface EmbeddedClusterOptions {
  /** Who a request to the Kubernetes API without a token comes from; refused without it. */
  readonly withoutToken?: User;
  /** Metrics and logs from elsewhere. @default computed from the world */
  readonly telemetry?: Telemetry;
}

/** Makes the five APIs of a world. */
export function embeddedCluster(
  world: World,
  { withoutToken, telemetry = telemetryOf(world) }: EmbeddedClusterOptions = {},
): EmbeddedCluster {
  const away = world.away === undefined ? undefined : API_OF_SOURCE[world.away];
  return {
    world,
    apis: {
      kubernetes: kubernetesApi(world, { telemetry, withoutToken }),
      prometheus: prometheusApi(telemetry),
      loki: lokiApi(telemetry),
      alertmanager: alertmanagerApi(world),
      nodeFacts: nodeFactsApi(world),
    },
    away: new Set(away === undefined ? [] : [away]),
  };
}
