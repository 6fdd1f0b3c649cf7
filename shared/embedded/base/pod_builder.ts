import { hash32, hex, mix32 } from "../random.ts";
import { managedFieldsEntry } from "../world/managed_fields.ts";
import {
  type Container,
  type ContainerStatus,
  type OwnerReference,
  type Pod,
  type PodSpec,
  timestamp,
} from "../world/kube_objects.ts";
import type { ClusterBuilder } from "./cluster_builder.ts";

export interface PodPlan {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: OwnerReference;
  readonly spec: PodSpec;
  /** Index of its node. */
  readonly node: number;
  readonly startedMs: number;
  /** When it ended well; a running pod without it. */
  readonly finishedMs?: number;
}

/** Builds a healthy pod as the scheduler, the controller and the kubelet leave it: running, or completed. */
export function buildPod(builder: ClusterBuilder, plan: PodPlan): Pod {
  const { name, namespace, owner, spec, node, startedMs } = plan;
  const nodeName = builder.nodeNames[node] ?? "";
  const podIP = spec.hostNetwork === true ? builder.nodeIp(node) : builder.nextPodIp(node);
  const created = timestamp(startedMs - SCHEDULING_MS);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      generateName: `${owner.name}-`,
      namespace,
      labels: { ...plan.labels },
      creationTimestamp: created,
      ownerReferences: [owner],
      managedFields: podManagers(plan),
    },
    spec: { ...spec, nodeName },
    status: {
      phase: plan.finishedMs === undefined ? "Running" : "Succeeded",
      conditions: podConditions(plan),
      hostIP: builder.nodeIp(node),
      hostIPs: [{ ip: builder.nodeIp(node) }],
      podIP,
      podIPs: [{ ip: podIP }],
      startTime: created,
      containerStatuses: spec.containers.map((container) => containerStatus(container, plan)),
      qosClass: "Burstable",
    },
  };
}

/** From the creation of a pod until its containers start. */
export const SCHEDULING_MS = 3_000;

function podConditions({ startedMs, finishedMs }: PodPlan) {
  const completed = finishedMs === undefined ? {} : { reason: "PodCompleted" };
  const readyMs = finishedMs ?? startedMs + 5_000;
  const ready = finishedMs === undefined ? "True" : "False";
  const scheduled = timestamp(startedMs - SCHEDULING_MS);
  return [
    { type: "PodReadyToStartContainers", status: ready, lastTransitionTime: timestamp(startedMs) },
    { type: "Initialized", status: "True", lastTransitionTime: scheduled },
    { type: "Ready", status: ready, lastTransitionTime: timestamp(readyMs), ...completed },
    {
      type: "ContainersReady",
      status: ready,
      lastTransitionTime: timestamp(readyMs),
      ...completed,
    },
    { type: "PodScheduled", status: "True", lastTransitionTime: scheduled },
  ].map((condition) => ({ ...condition, status: condition.status as "True", lastProbeTime: null }));
}

/** The status of a container that runs, or ended well. */
export function containerStatus(
  container: Pick<Container, "name" | "image">,
  { name: pod, startedMs, finishedMs }: Pick<PodPlan, "name" | "startedMs" | "finishedMs">,
): ContainerStatus {
  const startedAt = timestamp(startedMs);
  const containerID = `containerd://${hex(hash32(`${pod}/${container.name}`), 64)}`;
  const done = finishedMs !== undefined;
  return {
    name: container.name,
    state: done
      ? {
        terminated: {
          exitCode: 0,
          reason: "Completed",
          startedAt,
          finishedAt: timestamp(finishedMs),
        },
      }
      : { running: { startedAt } },
    lastState: {},
    ready: !done,
    restartCount: 0,
    image: container.image,
    imageID: `${container.image.replace(/:[^:/]*$/, "")}@sha256:${
      hex(hash32(container.image), 64)
    }`,
    containerID,
    started: !done,
  };
}

const OWNED_BY_CONTROLLER = {
  metadata: { generateName: {}, labels: {}, ownerReferences: {} },
  spec: { containers: {}, restartPolicy: {}, serviceAccountName: {} },
};
const OWNED_BY_KUBELET = {
  status: { conditions: {}, containerStatuses: {}, phase: {}, podIP: {}, startTime: {} },
};

function podManagers({ startedMs, finishedMs }: PodPlan) {
  const controller = { atMs: startedMs - SCHEDULING_MS, by: "kube-controller-manager" };
  const kubelet = { atMs: (finishedMs ?? startedMs) + 5_000, by: "kubelet" };
  return [
    managedFieldsEntry("v1", OWNED_BY_CONTROLLER, controller),
    { ...managedFieldsEntry("v1", OWNED_BY_KUBELET, kubelet), subresource: "status" },
  ];
}

/** A reference to the controller of an object; the store fills in the uid. */
export function controllerReference(
  apiVersion: string,
  kind: string,
  name: string,
): OwnerReference {
  return { apiVersion, kind, name, controller: true, blockOwnerDeletion: true };
}

/** When the n-th pod of a rollout starts: a few seconds after the one before. */
export function rolloutStep(startMs: number, index: number, hash: number): number {
  return startMs + index * 12_000 + (mix32(hash, index) % 9) * 1_000;
}
