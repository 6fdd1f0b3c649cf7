import { entityOf } from "../entity.ts";
import type { NetworkPolicy } from "../kube_network.ts";
import type { Pod } from "../kube_pod.ts";
import type { Labels } from "../label_selector.ts";
import { blockingPolicies, type Connection, type PolicyDirection } from "../network_policy.ts";
import { descending } from "../order.ts";
import { changesOf } from "./change_evidence.ts";
import type { CallerPair } from "./policy_calls.ts";
import type { Situation } from "./situation.ts";

/** A call that policies do not let through, on the first of its ports that they close. */
export interface Blocked {
  readonly pair: CallerPair;
  readonly connection: Connection;
  /** The newest first. */
  readonly policies: readonly [NetworkPolicy, ...NetworkPolicy[]];
}

/** Finds the policies on one side of a call that keep it from passing; `undefined` where it passes. */
export function blockedBy(
  pair: CallerPair,
  direction: PolicyDirection,
  situation: Situation,
): Blocked | undefined {
  const isolated = direction === "Ingress" ? pair.to : pair.from;
  const policies = policiesOf(isolated.metadata.namespace, situation);
  const labels = (pod: Pod) => namespaceLabels(pod.metadata.namespace, situation);
  const ends = {
    from: { pod: pair.from, namespaceLabels: labels(pair.from) },
    to: { pod: pair.to, namespaceLabels: labels(pair.to) },
  };
  for (const port of pair.ports) {
    const connection = { ...ends, port };
    const [newest, ...others] = newestFirst(
      blockingPolicies(policies, connection, direction),
      situation,
    );
    if (newest !== undefined) return { pair, connection, policies: [newest, ...others] };
  }
  return undefined;
}

/** The policies of a namespace. */
export function policiesOf(
  namespace: string | undefined,
  { objects }: Situation,
): readonly NetworkPolicy[] {
  return (objects.networkPolicies ?? []).filter(({ metadata }) => metadata.namespace === namespace);
}

function namespaceLabels(
  name: string | undefined,
  { objects }: Situation,
): Labels | undefined {
  return objects.namespaces?.find(({ metadata }) => metadata.name === name)?.metadata.labels;
}

function newestFirst(
  policies: readonly NetworkPolicy[],
  situation: Situation,
): readonly NetworkPolicy[] {
  const at = (policy: NetworkPolicy) =>
    changesOf(situation, entityOf("NetworkPolicy", policy))[0]?.at ??
      policy.metadata.creationTimestamp ?? "";
  return [...policies].sort((a, b) => descending(at(a), at(b)));
}
