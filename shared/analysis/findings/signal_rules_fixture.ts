import type { Entity } from "../entity.ts";
import type { CallEdge, Signal } from "../signals/signal.ts";
import type { LogShift } from "../signals/log_shift.ts";
import type { Pod } from "../kube_pod.ts";
import { situationOf, type SituationParts } from "./situation.ts";
import type { FindingRule } from "./finding.ts";

export const NOW = new Date("2026-11-03T14:50:00Z");
export const SINCE = "2026-11-03T14:05:00.000Z";

export function serviceNamed(name: string): Entity {
  return { kind: "Service", namespace: "shop", name };
}

export function deploymentNamed(name: string): Entity {
  return { kind: "Deployment", namespace: "shop", name };
}

/** A ready pod of a Deployment, with one container of its name. */
export function podOf(workload: string, container: object = {}): Pod {
  return {
    metadata: {
      name: `${workload}-5b7d8c9f6d-x2x4x`,
      namespace: "shop",
      labels: { app: workload, "pod-template-hash": "5b7d8c9f6d" },
      ownerReferences: [{ kind: "ReplicaSet", name: `${workload}-5b7d8c9f6d`, controller: true }],
    },
    spec: { nodeName: "node-01", containers: [{ name: workload, ...container }] },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [{ name: workload, ready: true, restartCount: 0 }],
    },
  } as Pod;
}

export function deploymentOf(name: string): object {
  return {
    metadata: { name, namespace: "shop" },
    spec: { replicas: 1, selector: { matchLabels: { app: name } } },
    status: { replicas: 1, readyReplicas: 1, updatedReplicas: 1, availableReplicas: 1 },
  };
}

export function signalOf(signal: string, entity: Entity, parts: Partial<Signal> = {}): Signal {
  return {
    signal,
    entity,
    labels: {},
    unit: "requests/s",
    before: 0,
    now: 4,
    score: 20,
    since: SINCE,
    isBad: true,
    expr: "up",
    ...parts,
  };
}

export function callOf(from: string, to: string, parts: Partial<CallEdge> = {}): CallEdge {
  return {
    from: serviceNamed(from),
    to: serviceNamed(to),
    requestsPerSecond: 40,
    before: 40,
    errorShare: 0,
    ...parts,
  };
}

export function lineOf(workload: string, sample: string, parts: Partial<LogShift> = {}): LogShift {
  return {
    entity: deploymentNamed(workload),
    kind: "new",
    level: "error",
    template: sample,
    sample,
    count: 100,
    expected: 0,
    since: SINCE,
    lastAt: NOW.toISOString(),
    pods: [],
    nodes: [],
    ...parts,
  };
}

/** What a rule finds and does not take back, in a shop of services that are all ready. */
export function foundBy(
  rules: readonly FindingRule[],
  id: string,
  { services = [], pods = [], ...parts }:
    & Partial<Pick<SituationParts, "signals" | "calls" | "logs" | "changes">>
    & { readonly services?: readonly string[]; readonly pods?: readonly Pod[] },
) {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`No rule ${id}`);
  const situation = situationOf({
    now: NOW,
    window: { start: new Date("2026-11-03T13:50:00Z"), end: NOW },
    objects: {
      pods: [...pods, ...services.map((name) => podOf(name))],
      deployments: services.map(deploymentOf) as never,
    },
    ...parts,
  });
  const all = rule.find(situation);
  return {
    found: all.filter((one) => rule.disconfirm(one, situation) === undefined),
    takenBack: all.flatMap((one) => rule.disconfirm(one, situation) ?? []),
  };
}
