import type { Pod } from "./kube_pod.ts";

/** The thing that people deploy and talk about: a Deployment rather than one of its pods. */
export interface Owner {
  readonly kind: string;
  readonly name: string;
}

// The alphabet of generated names leaves out vowels and look-alikes: https://k8s.io/apimachinery rand.go.
const SAFE = "[bcdfghjklmnpqrstvwxz2456789]";
const SCHEDULED_JOB = /^(.+)-\d{8,11}$/;
const REPLICA_SET = new RegExp(`^(.+)-${SAFE}{6,10}$`);

/** The generated forms of pod names, most telling first, and what owns such a pod. */
const POD_NAMES: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [new RegExp(`^(.+)-\\d{8,11}-${SAFE}{5}$`), "CronJob"],
  [new RegExp(`^(.+)-${SAFE}{6,10}-${SAFE}{5}$`), "Deployment"],
  [/^(.+)-\d{1,4}$/, "StatefulSet"],
];
const GENERATED_POD = new RegExp(`^(.+)-${SAFE}{5}$`);

/** Labels that hold the hash of a ReplicaSet's name, and whose ReplicaSet it is. */
const HASH_LABELS: readonly (readonly [label: string, kind: string])[] = [
  ["pod-template-hash", "Deployment"],
  ["rollouts-pod-template-hash", "Rollout"],
];

/** Finds the workload of a pod by its controller; a pod without one owns itself. */
export function ownerOfPod(pod: Pod): Owner {
  const { name, ownerReferences = [], labels = {} } = pod.metadata;
  const controller = ownerReferences.find((owner) => owner.controller) ?? ownerReferences[0];
  if (controller === undefined) return { kind: "Pod", name };
  if (controller.kind === "ReplicaSet") return ownerOfReplicaSet(controller.name, labels);
  // The kubelet's own pods are called after their node: kube-apiserver-node-01.
  if (controller.kind === "Node") return { kind: "Pod", name: without(name, controller.name) };
  return ownerOf(controller);
}

/** Guesses the workload of an object by the form of its name, for objects that may be gone. */
export function ownerOf({ kind, name }: Owner): Owner {
  if (kind === "Job") return renamed(SCHEDULED_JOB, name, "CronJob") ?? { kind, name };
  if (kind === "ReplicaSet") return renamed(REPLICA_SET, name, "Deployment") ?? { kind, name };
  if (kind !== "Pod") return { kind, name };
  for (const [pattern, owner] of POD_NAMES) {
    const found = renamed(pattern, name, owner);
    if (found !== undefined) return found;
  }
  // A DaemonSet, a Job and a bare ReplicaSet name their pods alike.
  const stem = GENERATED_POD.exec(name)?.[1];
  return { kind, name: stem === undefined ? name : `${stem}-*` };
}

/** Prints an owner as kubectl takes it: `Deployment/cart`. */
export function ownerText({ kind, name }: Owner): string {
  return `${kind}/${name}`;
}

function ownerOfReplicaSet(name: string, labels: Readonly<Record<string, string>>): Owner {
  for (const [label, kind] of HASH_LABELS) {
    const hash = labels[label];
    if (hash !== undefined && name.endsWith(`-${hash}`)) return { kind, name: without(name, hash) };
  }
  return { kind: "ReplicaSet", name };
}

function renamed(pattern: RegExp, name: string, kind: string): Owner | undefined {
  const stem = pattern.exec(name)?.[1];
  return stem === undefined ? undefined : { kind, name: stem };
}

function without(name: string, suffix: string): string {
  return name.endsWith(`-${suffix}`) ? name.slice(0, -suffix.length - 1) : name;
}
