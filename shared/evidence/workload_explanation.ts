import { z } from "zod";
import { type Entity, entityText, isSame } from "../analysis/entity.ts";
import { assess } from "../analysis/findings/assess.ts";
import { rankSuspects } from "../analysis/findings/ranking.ts";
import { relationsOf } from "../analysis/findings/relations.ts";
import { imagesOf } from "../analysis/findings/rollout.ts";
import type { Situation } from "../analysis/findings/situation.ts";
import { workloadOfEvent } from "../analysis/findings/workload_events.ts";
import { ascending, descending } from "../analysis/order.ts";
import { podProblem } from "../analysis/pod_problem.ts";
import { podStatus } from "../analysis/pod_status.ts";
import { topologyOf } from "../analysis/topology/topology.ts";
import { eventGroupOutput, eventGroupSchema } from "./event_groups.ts";
import {
  changeSchema,
  entitySchema,
  logShiftSchema,
  signalSchema,
  suspectSchema,
} from "./triage_schema.ts";
import { logOutput, suspectOutput } from "./triage_output.ts";

const neighbourSchema = z.object({
  entity: entitySchema,
  /** How the two hang together: `calls`, `configured by`, `served by`. */
  edge: z.string(),
  /** Where that is known from: metrics, a selector, an address in its configuration (a guess). */
  source: z.string(),
  /** `3/3 ready`, or what is wrong with it. */
  state: z.string().optional(),
});

/** One workload from all sides. */
export const workloadExplanationSchema = z.object({
  entity: entitySchema,
  since: z.string(),
  until: z.string(),
  desired: z.number(),
  ready: z.number(),
  restarts: z.number(),
  problem: z.string().optional(),
  problemSince: z.string().optional(),
  /** Newest first. */
  revisions: z.array(z.object({
    name: z.string(),
    images: z.string(),
    createdAt: z.string(),
    desired: z.number(),
    ready: z.number(),
  })),
  /** Pods in the same state, folded. */
  pods: z.array(z.object({
    state: z.string(),
    count: z.number(),
    restarts: z.number(),
    nodes: z.array(z.string()),
    example: z.string(),
  })),
  findings: z.array(suspectSchema),
  signals: z.array(signalSchema),
  logs: z.array(logShiftSchema),
  events: z.array(eventGroupSchema),
  changes: z.array(changeSchema),
  dependencies: z.array(neighbourSchema),
  dependents: z.array(neighbourSchema),
});

export type WorkloadExplanation = z.output<typeof workloadExplanationSchema>;

const MOST = {
  revisions: 4,
  pods: 8,
  findings: 5,
  signals: 12,
  logs: 10,
  events: 12,
  changes: 12,
  neighbours: 20,
};

/** Gathers what a situation says about one workload, its neighbours and what changed around it. Reads nothing. */
export function explainWorkload(workload: Entity, situation: Situation): WorkloadExplanation {
  const { cluster, window } = situation;
  const health = cluster.health.get(entityText(workload));
  return {
    entity: workload,
    since: window.start.toISOString(),
    until: window.end.toISOString(),
    desired: health?.desired ?? 0,
    ready: health?.ready ?? 0,
    restarts: health?.restarts ?? 0,
    ...(health?.problem && { problem: health.problem }),
    ...(health?.since && { problemSince: health.since }),
    revisions: revisionsOf(workload, situation),
    pods: foldedPods(workload, situation),
    events: situation.events
      .filter((event) => isSame(workloadOfEvent(event, situation), workload))
      .slice(0, MOST.events).map(eventGroupOutput),
    logs: situation.logs.filter(({ entity }) => isSame(entity, workload)).slice(0, MOST.logs)
      .map(logOutput),
    ...surroundings(workload, situation),
  };
}

function revisionsOf(workload: Entity, { cluster }: Situation): WorkloadExplanation["revisions"] {
  return [...cluster.replicaSetsOf(workload)]
    .sort((a, b) =>
      descending(a.metadata.creationTimestamp ?? "", b.metadata.creationTimestamp ?? "") ||
      ascending(a.metadata.name, b.metadata.name)
    )
    .slice(0, MOST.revisions)
    .map((replicaSet) => ({
      name: replicaSet.metadata.name,
      images: imagesOf(replicaSet),
      createdAt: replicaSet.metadata.creationTimestamp ?? "",
      desired: replicaSet.spec?.replicas ?? 0,
      ready: replicaSet.status?.readyReplicas ?? 0,
    }));
}

function foldedPods(workload: Entity, { cluster, now }: Situation): WorkloadExplanation["pods"] {
  const pods = cluster.podsOf(workload).map((pod) => {
    const { status, ready, containers, restarts } = podStatus(pod);
    const problem = podProblem(pod, now)?.reason;
    return {
      state: problem ?? `${status} ${ready}/${containers}`,
      restarts,
      node: pod.spec?.nodeName ?? "",
      name: pod.metadata.name,
    };
  });
  return [...Map.groupBy(pods, ({ state }) => state)].map(([state, alike]) => ({
    state,
    count: alike.length,
    restarts: alike.reduce((sum, { restarts }) => sum + restarts, 0),
    nodes: [...new Set(alike.map(({ node }) => node))].filter(Boolean).sort(),
    example: alike.map(({ name }) => name).sort()[0] ?? "",
  })).sort((a, b) => descending(a.count, b.count) || ascending(a.state, b.state))
    .slice(0, MOST.pods);
}

/** What stands around a workload: Services and calls, findings there, figures and changes of them all. */
function surroundings(workload: Entity, situation: Situation) {
  const graph = topologyOf(situation.objects, situation.calls);
  const served = graph.dependents(workload).filter(({ kind }) => kind === "served by")
    .map(({ from }) => from);
  const own = [workload, ...served];
  const dependencies = own.flatMap((one) => graph.dependencies(one))
    .filter(({ to }) => !own.some((one) => isSame(one, to)));
  const dependents = own.flatMap((one) => graph.dependents(one))
    .filter(({ from }) => !own.some((one) => isSame(one, from)));
  const near = [...own, ...dependencies.map(({ to }) => to)];
  const isNear = (entity: Entity) => near.some((one) => isSame(one, entity));
  const suspects = rankSuspects(assess(situation).findings, situation, relationsOf(situation));
  const neighbour = (entity: Entity, { kind, source }: { kind: string; source: string }) => {
    const health = situation.cluster.health.get(entityText(entity));
    const state = health?.problem ?? situation.cluster.readinessText(entity);
    return { entity, edge: kind, source, ...(state !== undefined && { state }) };
  };
  return {
    findings: suspects.filter(({ entity }) => isNear(entity)).slice(0, MOST.findings)
      .map(suspectOutput),
    signals: situation.signals
      .filter(({ entity }) => own.some((one) => isSame(one, entity)))
      .slice(0, MOST.signals).map(({ score: _, isBad: __, ...signal }) => signal),
    changes: situation.changes.filter(({ entity }) => isNear(graph.resolve(entity)))
      .slice(0, MOST.changes),
    dependencies: dependencies.map((edge) => neighbour(edge.to, edge)).slice(0, MOST.neighbours),
    dependents: dependents.map((edge) => neighbour(edge.from, edge)).slice(0, MOST.neighbours),
  };
}
