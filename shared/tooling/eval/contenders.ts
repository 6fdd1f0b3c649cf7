/** What is compared: each server alone, and the two peers together. */

import { GRAFANA_ADAPTER as grafana } from "./adapter_grafana.ts";
import { KUBERNETES_ADAPTER as kubernetes } from "./adapter_kubernetes.ts";
import { telemcpAdapter } from "./adapter_telemcp.ts";
import type { Adapter } from "./intents.ts";
import type { ProgramName } from "./server_programs.ts";

export interface Contender {
  readonly name: string;
  readonly programs: readonly ProgramName[];
  /** The adapter, for the tools that are listed. */
  readonly adapter: (tools: ReadonlySet<string>) => Adapter;
}

/** Both peers side by side, never more than two calls for an intent. */
const PEERS_TOGETHER: Adapter = {
  overview: () => [...kubernetes.overview(), ...grafana.overview().slice(1)],
  alerts: grafana.alerts,
  unhealthy: kubernetes.unhealthy,
  workload: kubernetes.workload,
  object: kubernetes.object,
  events: kubernetes.events,
  logs: (subject) => [...kubernetes.logs(subject).slice(0, 1), ...grafana.logs(subject).slice(-1)],
  metric: grafana.metric,
  changes: (subject) => [...grafana.changes(subject), ...kubernetes.changes(subject).slice(-1)],
  deps: (subject) => [...grafana.deps(subject), ...kubernetes.deps(subject).slice(-1)],
  node: (subject) => [...kubernetes.node(subject).slice(0, 1), ...grafana.node(subject).slice(-1)],
  paste: kubernetes.paste,
  namesIncident: () => false,
};

export const OWN = "telemcp";

export const CONTENDERS: readonly Contender[] = [
  { name: OWN, programs: ["telemcp"], adapter: telemcpAdapter },
  {
    name: "kubernetes-mcp-server",
    programs: ["kubernetes-mcp-server"],
    adapter: () => kubernetes,
  },
  { name: "mcp-grafana", programs: ["mcp-grafana"], adapter: () => grafana },
  {
    name: "both peers",
    programs: ["kubernetes-mcp-server", "mcp-grafana"],
    adapter: () => PEERS_TOGETHER,
  },
];
