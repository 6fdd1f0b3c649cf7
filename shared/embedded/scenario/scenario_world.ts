import type { NodeFacts } from "../../catalogue/node_facts.ts";
import { NODE_FACTS_VERSION } from "../../catalogue/node_facts.ts";
import { baseAlerts } from "../base/base_alerts.ts";
import { buildBaseEvents } from "../base/base_events.ts";
import { type BaseCluster, buildBase } from "../base/build_base.ts";
import type { LogRule } from "../logs/log_rules.ts";
import type { MetricRule } from "../metrics/metric_rules.ts";
import { healthyHosts } from "../world/base_world.ts";
import { deriveEndpointSlices } from "../world/endpoint_slices.ts";
import { mirrorEndpoints } from "../world/endpoints_mirror.ts";
import { linkJobs } from "../world/job_selectors.ts";
import { buildNodeLeases } from "../world/node_leases.ts";
import type { WorldObject } from "../world/kube_objects.ts";
import { BUILT_IN_RESOURCES, type Resource } from "../world/resources.ts";
import { trafficOf } from "../world/traffic.ts";
import { deriveWorkloadStatus } from "../world/workload_status.ts";
import { type Denial, HISTORY_MS, type World } from "../world/world.ts";
import { adoptPods } from "./adopted_pods.ts";
import { addControllerEvents } from "./controller_events.ts";
import { replaceFailedPods } from "./replaced_pods.ts";
import { scenarioAlerts } from "./scenario_alerts.ts";
import { applyChanges } from "./scenario_changes.ts";
import { addEvents } from "./scenario_events.ts";
import type { FieldPath } from "./scenario_file.ts";
import { metricRule } from "./scenario_metrics.ts";
import { addObjects, objectId } from "./scenario_objects.ts";
import { patchPods } from "./scenario_pods.ts";
import type { Scenario } from "./scenario_schema.ts";
import { markStalledRollouts } from "./stalled_rollout.ts";

/** Something that only shows when a scenario meets its base. */
export type Report = (path: FieldPath, message: string) => void;

/** Builds the world of a scenario over its base; what does not fit is reported and left out. */
export function scenarioWorld(scenario: Scenario, report: Report): World {
  const nowMs = Date.parse(scenario.now);
  const startMs = nowMs - HISTORY_MS;
  const cluster = buildBase(scenario.base, { nowMs, customGroups: customGroups(scenario) });
  const { store, builder, size } = cluster;
  buildBaseEvents(builder);
  buildObjects(cluster, scenario, { startMs, report });
  deriveEndpointSlices(store, { seed: size.seed, startMs });
  mirrorEndpoints(store);
  buildNodeLeases(store, nowMs);
  store.seal();
  linkJobs(store);
  const { alerts, silences } = scenarioAlerts(scenario.alerts, nowMs);
  return {
    seed: size.seed,
    nowMs,
    startMs,
    store,
    traffic: trafficOf(store, size),
    hosts: hosts(cluster, scenario.hosts, report),
    alerts: [...baseAlerts(nowMs), ...alerts],
    silences,
    metricRules: metricRules(scenario, report),
    logRules: logRules(scenario, nowMs),
    denials: denials(scenario, store.resources),
    ...(scenario.silence === undefined ? {} : { away: scenario.silence }),
  };
}

function customGroups({ objects }: Scenario): readonly string[] {
  const builtIn = new Set(BUILT_IN_RESOURCES.map(({ group }) => group));
  const groups = objects.flatMap(({ apiVersion, kind, spec }) => {
    const defined = (spec as { group?: string } | undefined)?.group;
    return kind === "CustomResourceDefinition" && defined !== undefined
      ? defined
      : apiVersion.split("/").slice(0, -1);
  });
  return [...new Set(groups)].filter((group) => !builtIn.has(group));
}

function buildObjects(
  cluster: BaseCluster,
  scenario: Scenario,
  { startMs, report }: { readonly startMs: number; readonly report: Report },
): void {
  const { objects, changes, pods, events } = scenario;
  for (const i of addObjects(cluster, objects)) {
    report(["objects", i, "kind"], "No such kind, and no definition of it in the file");
  }
  const given = new Set(objects.map((object) => objectId(object as WorldObject)));
  adoptPods(cluster, given);
  for (const i of applyChanges(cluster, changes, given)) {
    report(["changes", i, "object"], "No such object in the base or the file");
  }
  for (const i of patchPods(cluster, pods, { given, startMs })) {
    report(["pods", i, "match"], "Matches no pod");
  }
  for (const i of addEvents(cluster, events, given)) {
    report(["events", i, "object"], "Matches no pod");
  }
  replaceFailedPods(cluster, given);
  deriveWorkloadStatus(cluster.store, given);
  markStalledRollouts(cluster, given);
  addControllerEvents(cluster, given);
}

function hosts(cluster: BaseCluster, entries: Scenario["hosts"], report: Report) {
  const { builder, size } = cluster;
  const facts = new Map<string, NodeFacts>(
    healthyHosts(builder.nodeNames, { seed: size.seed, nowMs: builder.nowMs }),
  );
  entries.forEach(({ node, facts: own }, i) => {
    const healthy = facts.get(node);
    if (healthy === undefined && cluster.store.history("nodes", { name: node }) === undefined) {
      report(["hosts", i, "node"], "No such node");
    }
    facts.set(node, { version: NODE_FACTS_VERSION, node, facts: { ...healthy?.facts, ...own } });
  });
  return facts;
}

/** What is taken from the reader: `*` stands for what lives in a namespace, never for nodes or volumes. */
function denials({ rbac }: Scenario, all: readonly Resource[]): readonly Denial[] {
  const namespaced = all.filter((resource) => resource.namespaced)
    .map(({ resource, group }) => `${resource}.${group}`);
  return (rbac?.deny ?? []).map((denial) => ({
    ...denial,
    resources: denial.resources.flatMap((name) => name === "*" ? namespaced : name),
  }));
}

function metricRules({ metrics }: Scenario, report: Report): readonly MetricRule[] {
  return metrics.flatMap((entry, i) => {
    const rule = metricRule(entry);
    if (!("problem" in rule)) return [rule];
    report(["metrics", i, "series"], rule.problem);
    return [];
  });
}

function logRules({ logs }: Scenario, nowMs: number): readonly LogRule[] {
  return logs.map(({ stream, level, template, from, until, rate }) => ({
    stream: stream as Record<string, string>,
    level,
    template,
    fromMs: Date.parse(from),
    untilMs: until === undefined ? nowMs : Date.parse(until),
    perSecond: rate,
  }));
}
