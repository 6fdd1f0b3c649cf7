import type { ClusterObjects } from "../cluster_kinds.ts";
import { type Entity, entityOf, entityText } from "../entity.ts";
import type { PodSpec } from "../kube_pod.ts";
import { isOver } from "../pod_status.ts";
import { ownerOfPod } from "../workload_owner.ts";
import type { Edge, EdgeSource } from "./edge.ts";
import type { WorkloadTemplate } from "./workload_templates.ts";

/** What each workload's own description names: owners, configuration, volumes, identity. */
export function referenceEdges(templates: readonly WorkloadTemplate[]): readonly Edge[] {
  return templates.flatMap(({ workload, spec, owners }) => {
    const references: readonly Reference[] = [
      ...environmentReferences(spec),
      ...volumeReferences(spec),
      { kind: "ServiceAccount", name: spec.serviceAccountName, source: "service account" },
    ];
    return [
      ...owners.map(({ kind, name }): Edge => ({
        from: workload,
        to: { kind, name, namespace: workload.namespace },
        kind: "owned by",
        source: "owner reference",
      })),
      ...edgesTo(workload, references),
    ];
  });
}

/** On which nodes each workload's live pods sit, each node once. */
export function placementEdges({ pods = [] }: Partial<ClusterObjects>): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const pod of pods) {
    const node = pod.spec?.nodeName;
    if (node === undefined || isOver(pod)) continue;
    const from = { ...ownerOfPod(pod), namespace: pod.metadata.namespace ?? "" };
    const to = { kind: "Node", namespace: "", name: node };
    const key = `${entityText(from)} ${node}`;
    if (!edges.has(key)) edges.set(key, { from, to, kind: "runs on", source: "pod placement" });
  }
  return [...edges.values()];
}

/** Which volume stands behind a claim. */
export function volumeEdges({ volumeClaims = [] }: Partial<ClusterObjects>): readonly Edge[] {
  return volumeClaims.flatMap((claim): readonly Edge[] => {
    const name = claim.spec?.volumeName;
    if (name === undefined) return [];
    const to = { kind: "PersistentVolume", namespace: "", name };
    const from = entityOf("PersistentVolumeClaim", claim);
    return [{ from, to, kind: "stores on", source: "volume claim" }];
  });
}

interface Reference {
  readonly kind: keyof typeof REFERENCE_EDGES;
  readonly name: string | undefined;
  readonly source: EdgeSource;
}

const REFERENCE_EDGES = {
  ConfigMap: "configured by",
  Secret: "configured by",
  PersistentVolumeClaim: "stores on",
  ServiceAccount: "runs as",
} as const;

function environmentReferences({ initContainers = [], containers = [] }: PodSpec): Reference[] {
  return [...initContainers, ...containers].flatMap(({ env = [], envFrom = [] }) => [
    ...envFrom.flatMap(({ configMapRef, secretRef }): Reference[] => [
      { kind: "ConfigMap", name: configMapRef?.name, source: "envFrom" },
      { kind: "Secret", name: secretRef?.name, source: "envFrom" },
    ]),
    ...env.flatMap(({ valueFrom }): Reference[] => [
      { kind: "ConfigMap", name: valueFrom?.configMapKeyRef?.name, source: "env" },
      { kind: "Secret", name: valueFrom?.secretKeyRef?.name, source: "env" },
    ]),
  ]);
}

function volumeReferences({ volumes = [] }: PodSpec): Reference[] {
  return volumes.flatMap(({ configMap, secret, persistentVolumeClaim: claim }): Reference[] => [
    { kind: "ConfigMap", name: configMap?.name, source: "volume" },
    { kind: "Secret", name: secret?.secretName, source: "volume" },
    { kind: "PersistentVolumeClaim", name: claim?.claimName, source: "volume" },
  ]);
}

/** One edge for each thing that is named, by whatever names it first. */
function edgesTo(from: Entity, references: readonly Reference[]): readonly Edge[] {
  const edges = new Map<string, Edge>();
  for (const { kind, name, source } of references) {
    if (name === undefined) continue;
    const to = { kind, name, namespace: from.namespace };
    const key = entityText(to);
    if (!edges.has(key)) edges.set(key, { from, to, kind: REFERENCE_EDGES[kind], source });
  }
  return [...edges.values()];
}
