import type { Entity } from "../analysis/entity.ts";
import type { FindingRule } from "../analysis/findings/finding.ts";
import type { SituationParts } from "../analysis/findings/situation.ts";
import type { Container, Pod } from "../analysis/kube_pod.ts";
import type { LogShift } from "../analysis/signals/log_shift.ts";
import type { CallEdge, Signal } from "../analysis/signals/signal.ts";
import { deploymentOf, NOW, podOf, RECENTLY, situationWith } from "./situation_fixture.ts";

export function serviceNamed(name: string): Entity {
  return { kind: "Service", namespace: "shop", name };
}

export function deploymentNamed(name: string): Entity {
  return { kind: "Deployment", namespace: "shop", name };
}

/** A figure that rose from nothing to four requests a second at five past ten, and hurts. */
export function signalOf(signal: string, entity: Entity, parts: Partial<Signal> = {}): Signal {
  return {
    signal,
    entity,
    labels: {},
    unit: "requests/s",
    before: 0,
    now: 4,
    score: 20,
    since: RECENTLY,
    isBad: true,
    expr: "up",
    ...parts,
  };
}

/** Forty calls a second from one Service to another, as many as before, none of which fails. */
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

/** An error line that a Deployment writes since five past ten and never wrote before. */
export function lineOf(workload: string, sample: string, parts: Partial<LogShift> = {}): LogShift {
  return {
    entity: deploymentNamed(workload),
    kind: "new",
    level: "error",
    template: sample,
    sample,
    count: 100,
    expected: 0,
    since: RECENTLY,
    lastAt: NOW.toISOString(),
    pods: [],
    nodes: [],
    ...parts,
  };
}

/** A ready pod of a Deployment, whose container has these settings. */
export function podWith(workload: string, container: Partial<Container>): Pod {
  return podOf(workload, {
    spec: { nodeName: "node-01", containers: [{ name: workload, ...container }] },
  });
}

/** Deployments of one ready pod each. */
export function readyShop(...names: readonly string[]) {
  return {
    pods: names.map((name) => podOf(name)),
    deployments: names.map((name) => deploymentOf(name)),
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
  const shop = readyShop(...services);
  const situation = situationWith({
    ...parts,
    objects: { ...shop, pods: [...pods, ...shop.pods] },
  });
  const all = rule.find(situation);
  return {
    found: all.filter((one) => rule.disconfirm(one, situation) === undefined),
    takenBack: all.flatMap((one) => rule.disconfirm(one, situation) ?? []),
  };
}
