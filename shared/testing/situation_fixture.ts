import { entityText } from "../analysis/entity.ts";
import type { EventGroup } from "../analysis/event_compaction.ts";
import { assess } from "../analysis/findings/assess.ts";
import type { FindingRule } from "../analysis/findings/finding.ts";
import {
  type Situation,
  situationOf,
  type SituationParts,
} from "../analysis/findings/situation.ts";
import type { ContainerStatus, Pod, PodSpec } from "../analysis/kube_pod.ts";
import type { Replicated } from "../analysis/kube_workload.ts";

export const NOW = new Date("2026-11-01T10:30:00Z");

/** When everything of these situations was made, unless it says otherwise. */
export const LONG_AGO = "2026-10-01T08:00:00Z";

/** A moment within the hour before. */
export const RECENTLY = "2026-11-01T10:05:00Z";

/** A situation at 10:30 with an hour's window. */
export function situationWith(parts: Partial<SituationParts>): Situation {
  const window = { start: new Date("2026-11-01T09:30:00Z"), end: NOW };
  return situationOf({ ...parts, now: NOW, window });
}

/** What a healthy container looks like. */
export const RUNNING: ContainerStatus = {
  name: "cart",
  ready: true,
  started: true,
  restartCount: 0,
  state: { running: { startedAt: LONG_AGO } },
};

interface PodParts {
  readonly name?: string;
  readonly spec?: PodSpec;
  readonly status?: Pod["status"];
  readonly metadata?: Partial<Pod["metadata"]>;
}

/** A pod of Deployment shop/cart that runs image cart:1.4.2, ready unless its status says otherwise. */
export function cartPod(parts: PodParts = {}): Pod {
  return podOf("cart", parts);
}

/** A pod of a Deployment of namespace shop with one container of its name, ready unless its status says otherwise. */
export function podOf(
  workload: string,
  { name = "x2x4z", spec, status, metadata }: PodParts = {},
): Pod {
  const replicaSet = `${workload}-6d5f7c9b8`;
  return {
    metadata: {
      name: `${replicaSet}-${name}`,
      namespace: "shop",
      creationTimestamp: LONG_AGO,
      labels: { app: workload, "pod-template-hash": "6d5f7c9b8" },
      ownerReferences: [{ kind: "ReplicaSet", name: replicaSet, controller: true }],
      ...metadata,
    },
    spec: {
      nodeName: "node-01",
      containers: [{ name: workload, image: `${workload}:1.4.2` }],
      ...spec,
    },
    status: {
      phase: "Running",
      startTime: LONG_AGO,
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: LONG_AGO }],
      containerStatuses: [{ ...RUNNING, name: workload }],
      ...status,
    },
  };
}

/** The status of a pod that is not ready since ten past ten, for its container. */
export function unready(container: Partial<ContainerStatus>): NonNullable<Pod["status"]> {
  return {
    conditions: [{ type: "Ready", status: "False", lastTransitionTime: "2026-11-01T10:10:00Z" }],
    containerStatuses: [{ ...RUNNING, ready: false, ...container }],
  };
}

/** Deployment shop/cart with one replica, which is ready unless its status says otherwise. */
export function cartDeployment(parts: Pick<Replicated, "spec" | "status"> = {}): Replicated {
  return deploymentOf("cart", parts);
}

/** A Deployment of namespace shop with one replica, which is ready unless its status says otherwise. */
export function deploymentOf(
  name: string,
  { spec, status }: Pick<Replicated, "spec" | "status"> = {},
): Replicated {
  const containers = [{ name, image: `${name}:1.4.2` }];
  return {
    metadata: { name, namespace: "shop", creationTimestamp: LONG_AGO },
    spec: {
      replicas: 1,
      template: { metadata: { labels: { app: name } }, spec: { containers } },
      ...spec,
    },
    status: { readyReplicas: 1, updatedReplicas: 1, ...status },
  };
}

/** A ReplicaSet of Deployment shop/cart. */
export function cartReplicaSet(
  { revision, hash = "6d5f7c9b8", spec, status }:
    & { readonly revision: number; readonly hash?: string }
    & Pick<Replicated, "spec" | "status">,
): Replicated {
  return {
    metadata: {
      name: `cart-${hash}`,
      namespace: "shop",
      creationTimestamp: RECENTLY,
      annotations: { "deployment.kubernetes.io/revision": `${revision}` },
      ownerReferences: [{ kind: "Deployment", name: "cart", controller: true }],
    },
    ...(spec && { spec }),
    ...(status && { status }),
  };
}

/** An event about the pod of Deployment shop/cart. */
export function cartEvent(
  { reason, message, ...rest }: Pick<EventGroup, "reason" | "message"> & Partial<EventGroup>,
): EventGroup {
  return {
    type: "Warning",
    reason,
    namespace: "shop",
    owner: { kind: "Deployment", name: "cart" },
    message,
    count: 4,
    objects: 1,
    lastObject: { kind: "Pod", name: "cart-6d5f7c9b8-x2x4z" },
    firstAt: RECENTLY,
    lastAt: "2026-11-01T10:25:00Z",
    ...rest,
  };
}

/** Everything that some rules find in a situation, one line for each finding, fact and sound thing. */
export function told(rules: readonly FindingRule[], situation: Situation): readonly string[] {
  const { findings, disconfirmed } = assess(situation, rules);
  return [
    ...findings.flatMap(({ rule, entity, since, severity, facts, ruledOut = [] }) => [
      `${rule} ${severity}: ${entityText(entity)}${since ? ` since ${since.slice(11, 16)}` : ""}`,
      ...facts.map(({ text, quote }) => `- ${text}${quote ? ` «${quote}»` : ""}`),
      ...ruledOut.map((text) => `+ ${text}`),
    ]),
    ...disconfirmed.map(({ finding, because }) => `not ${finding.rule}: ${because}`),
  ];
}
