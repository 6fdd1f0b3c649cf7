/** How long the lab's servers take to answer, and which of their endpoints a request is about. */

import type { ApiName } from "../embedded/embedded_cluster.ts";

/**
 * Medians of fifteen requests each on the lab, one after the other while both its cores were busy (load average 10), in
 * milliseconds. A log of a pod and the facts of hosts are estimates: the lab was not asked for the one and lacks the
 * other.
 */
export const LAB_MEDIANS_MS: Readonly<Record<string, number>> = {
  "kubernetes list": 89,
  "kubernetes log": 30,
  "prometheus label": 39,
  "prometheus query": 40,
  "prometheus query_range": 55,
  "loki query_range": 80,
  "alertmanager alerts": 24,
  "alertmanager silences": 25,
  "nodeFacts list": 25,
};

/** Names the endpoint of a request, as the table has it. */
export function endpointOf(api: ApiName, url: string): string {
  const { pathname } = new URL(url);
  if (api === "kubernetes") return `kubernetes ${pathname.endsWith("/log") ? "log" : "list"}`;
  if (api === "nodeFacts") return "nodeFacts list";
  if (pathname.includes("/label/")) return `${api} label`;
  return `${api} ${pathname.split("/").at(-1) ?? ""}`;
}
