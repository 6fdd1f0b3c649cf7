import type { ClusterKind } from "../cluster_kinds.ts";
import type { KubeObject } from "../kube_object.ts";
import type { ChangeKind } from "./change.ts";
import type { FieldSteps } from "./object_diff.ts";

/** A part of an object whose changes are told. */
export interface ObservedPart {
  /** Where it stands, and the beginning of its fields' names. */
  readonly steps: FieldSteps;
  readonly kind: ChangeKind;
  /** Reads it, where it is not what stands there. */
  readonly read?: (object: KubeObject) => unknown;
  /** Whether it is reported by the machinery rather than asked for by somebody. */
  readonly isStatus?: boolean;
}

const WORKLOAD: readonly ObservedPart[] = [
  part("spec.replicas", "scale"),
  part("spec.paused", "scale"),
  part("spec.strategy", "rollout"),
  part("spec.updateStrategy", "rollout"),
  part("spec.selector", "rollout"),
  part("spec.template", "rollout"),
];

const BINDING: readonly ObservedPart[] = [part("roleRef", "policy"), part("subjects", "policy")];

const NODE_INFO = ["status", "nodeInfo"];

const NODE: readonly ObservedPart[] = [
  {
    steps: ["spec", "unschedulable"],
    kind: "node",
    read: (node) => valueAt(node, ["spec", "unschedulable"]) ?? false,
  },
  part("spec.taints", "node"),
  nodeInfo("bootID", "boot"),
  nodeInfo("kubeletVersion"),
  nodeInfo("kernelVersion"),
  nodeInfo("osImage"),
  nodeInfo("containerRuntimeVersion"),
  { ...part("status.allocatable", "node"), isStatus: true },
  { steps: ["condition"], kind: "node", read: conditionsOf, isStatus: true },
];

/** What every kind has. */
const METADATA: readonly ObservedPart[] = [
  part("metadata.deletionTimestamp", "deleted"),
  {
    steps: ["helm chart"],
    kind: "helm",
    read: ({ metadata }) => metadata.labels?.["helm.sh/chart"],
  },
];

/**
 * What is told of each kind when it changes.
 *
 * Kinds that are absent are written by controllers all day: what changed is told of their owner.
 */
const PARTS: Partial<Record<ClusterKind, readonly ObservedPart[]>> = {
  namespaces: [part("metadata.labels", "policy")],
  nodes: NODE,
  deployments: WORKLOAD,
  statefulSets: WORKLOAD,
  daemonSets: WORKLOAD,
  jobs: [part("spec.suspend", "scale"), part("spec.parallelism", "scale")],
  cronJobs: [
    ...["schedule", "timeZone", "suspend", "concurrencyPolicy"]
      .map((name) => part(`spec.${name}`, "scale")),
    part("spec.jobTemplate", "rollout"),
  ],
  services: [part("spec", "network")],
  ingresses: [part("spec", "network")],
  httpRoutes: [part("spec", "network")],
  grpcRoutes: [part("spec", "network")],
  networkPolicies: [part("spec", "network")],
  autoscalers: [part("spec", "scale")],
  verticalAutoscalers: [part("spec", "scale")],
  budgets: [part("spec", "policy")],
  configMaps: [part("data", "config"), part("binaryData", "config")],
  quotas: [part("spec", "policy")],
  limitRanges: [part("spec", "policy")],
  volumeClaims: [part("spec", "other")],
  volumes: [part("spec", "other")],
  storageClasses: [
    part("provisioner", "other"),
    part("parameters", "other"),
    part("reclaimPolicy", "other"),
    part("volumeBindingMode", "other"),
  ],
  priorityClasses: [part("value", "policy"), part("globalDefault", "policy")],
  roleBindings: BINDING,
  clusterRoleBindings: BINDING,
  validatingWebhooks: [part("webhooks", "policy")],
  mutatingWebhooks: [part("webhooks", "policy")],
};

/** The parts of a kind whose changes are told; `undefined` where none are. */
export function observedParts(kind: ClusterKind): readonly ObservedPart[] | undefined {
  const parts = PARTS[kind];
  return parts && [...METADATA, ...parts];
}

const LEADER = "control-plane.alpha.kubernetes.io/leader";

/** Tells whether the changes of an object are told; what a controller made is told of its owner. */
export function isObserved(kind: ClusterKind, { metadata }: KubeObject): boolean {
  if (PARTS[kind] === undefined) return false;
  if (metadata.ownerReferences?.some(({ controller }) => controller === true)) return false;
  // Elections are written every few seconds.
  return metadata.annotations?.[LEADER] === undefined;
}

/** What a part of an object is. */
export function valueOf({ steps, read }: ObservedPart, object: KubeObject): unknown {
  return read === undefined ? valueAt(object, steps) : read(object);
}

function part(path: string, kind: ChangeKind): ObservedPart {
  return { steps: path.split("."), kind };
}

function nodeInfo(field: string, name = field): ObservedPart {
  const read = (node: KubeObject) => valueAt(node, NODE_INFO)?.[field];
  return { steps: [name], kind: "node", read, isStatus: true };
}

type Branch = Readonly<Record<string, unknown>> | undefined;

function valueAt(object: KubeObject, steps: FieldSteps): Branch {
  let value: unknown = object;
  for (const step of steps) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value as Branch;
}

const TOLD_CONDITIONS: ReadonlySet<string> = new Set([
  "Ready",
  "MemoryPressure",
  "DiskPressure",
  "PIDPressure",
  "NetworkUnavailable",
]);

// Heartbeats change conditions every few seconds; only their states are told.
function conditionsOf(node: KubeObject): Readonly<Record<string, string>> {
  const conditions: unknown = valueAt(node, ["status"])?.["conditions"];
  if (!Array.isArray(conditions)) return {};
  return Object.fromEntries(
    conditions.filter(({ type }) => TOLD_CONDITIONS.has(type))
      .map(({ type, status }) => [type, status]),
  );
}
