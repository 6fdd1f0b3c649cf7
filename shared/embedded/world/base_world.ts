import type { NodeFacts } from "../../catalogue/node_facts.ts";
import { healthyHost } from "../base/host_facts.ts";
import { type BaseName, BASES } from "../base/base_sizes.ts";
import { buildBase } from "../base/build_base.ts";
import { baseAlerts } from "../base/base_alerts.ts";
import { buildBaseEvents } from "../base/base_events.ts";
import { deriveEndpointSlices } from "./endpoint_slices.ts";
import { mirrorEndpoints } from "./endpoints_mirror.ts";
import { linkJobs } from "./job_selectors.ts";
import { buildNodeLeases } from "./node_leases.ts";
import { trafficOf } from "./traffic.ts";
import { HISTORY_MS, type World } from "./world.ts";

/** Where the clock of a base stands unless it is told otherwise. */
export const DEFAULT_NOW = "2026-11-01T10:30:00Z";

/** Opens a base with nothing wrong in it. */
export function baseWorld(
  name: BaseName,
  { nowMs = Date.parse(DEFAULT_NOW) }: { readonly nowMs?: number } = {},
): World {
  const { size, store, builder } = buildBase(name, { nowMs });
  const startMs = nowMs - HISTORY_MS;
  buildBaseEvents(builder);
  deriveEndpointSlices(store, { seed: size.seed, startMs });
  mirrorEndpoints(store);
  buildNodeLeases(store, nowMs);
  store.seal();
  linkJobs(store);
  return {
    seed: size.seed,
    nowMs,
    startMs,
    store,
    traffic: trafficOf(store, BASES[name]),
    hosts: healthyHosts(builder.nodeNames, { seed: size.seed, nowMs }),
    alerts: baseAlerts(nowMs),
    silences: [],
    metricRules: [],
    logRules: [],
    denials: [],
  };
}

/** The facts of every node of a base. */
export function healthyHosts(
  nodes: readonly string[],
  options: { readonly seed: number; readonly nowMs: number },
): ReadonlyMap<string, NodeFacts> {
  return new Map(nodes.map((node) => [node, healthyHost(node, options)]));
}
