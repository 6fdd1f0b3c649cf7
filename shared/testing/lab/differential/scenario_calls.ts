/** What an agent would ask about a scenario with the tools there are. */

import type { World } from "../../../embedded/world/world.ts";
import type { Call } from "./scenario_backends.ts";

const MOST = { max_tokens: 6_000 };
const KINDS = [
  "Deployment",
  "StatefulSet",
  "Pod",
  "Service",
  "Endpoints",
  "Job",
  "PersistentVolumeClaim",
  "HorizontalPodAutoscaler",
];

/** Calls about the cluster, about one namespace, and about the programs whose logs the scenario tells. */
export function scenarioCalls({ logRules }: World, namespace: string): readonly Call[] {
  const apps = new Set(logRules.flatMap(({ stream }) => stream.app ?? []));
  return [
    { tool: "alerts.list", input: MOST },
    { tool: "inventory.snapshot", input: MOST },
    { tool: "inventory.snapshot", input: { namespace, ...MOST } },
    { tool: "k8s.events", input: { namespace, ...MOST } },
    { tool: "k8s.get", input: { kind: "Node", ...MOST } },
    ...KINDS.map((kind) => ({ tool: "k8s.get", input: { kind, namespace, ...MOST } })),
    ...[...apps].map((app) => ({
      tool: "loki.query",
      input: { logql: `{app="${app}"}`, since: "30m", format: "templates", ...MOST },
    })),
    {
      tool: "promql.query",
      input: {
        expr: `sum by (service, code) (rate(http_requests_total{namespace="${namespace}"}[5m]))`,
        limit: 100,
        ...MOST,
      },
    },
  ];
}
