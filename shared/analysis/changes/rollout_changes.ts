import type { ClusterObjects } from "../cluster_kinds.ts";
import { type Entity, entityOf, entityText } from "../entity.ts";
import type { KubeObject } from "../kube_object.ts";
import type { PodTemplate } from "../kube_workload.ts";
import { ascending } from "../order.ts";
import type { Change } from "./change.ts";
import { changeValues } from "./change_value.ts";
import { fieldName } from "./field_name.ts";
import { writerNear } from "./field_ownership.ts";
import { diffFields } from "./object_diff.ts";

/** One template that a workload has had. */
export interface Revision {
  readonly number: number;
  readonly createdAt: string;
  /** Its ReplicaSet was another revision before, so that its creation does not date it. */
  readonly isReused: boolean;
  readonly template: PodTemplate;
}

const REVISION_ANNOTATION = "deployment.kubernetes.io/revision";
const HISTORY_ANNOTATION = "deployment.kubernetes.io/revision-history";

/**
 * What each revision of a workload's template changed, from its ReplicaSets and ControllerRevisions.
 *
 * The history is as long as the revisions that are kept. A roll-back to an old template has the time of its writer;
 * one that nobody signs is left out.
 */
export function rolloutChanges(objects: Partial<ClusterObjects>): readonly Change[] {
  const { deployments, statefulSets, daemonSets } = objects;
  const histories = revisionHistories(objects);
  const of = (kind: string, workloads: readonly KubeObject[] | undefined) =>
    (workloads ?? []).flatMap((workload) => {
      const entity = entityOf(kind, workload);
      return changesOfHistory(histories.get(entityText(entity)) ?? [], { entity, workload });
    });
  return [
    ...of("Deployment", deployments),
    ...of("StatefulSet", statefulSets),
    ...of("DaemonSet", daemonSets),
  ];
}

/** The workloads whose templates have a history, by the text of their entity, oldest revision first. */
export function revisionHistories(
  { replicaSets = [], controllerRevisions = [] }: Partial<ClusterObjects>,
): ReadonlyMap<string, readonly Revision[]> {
  const histories = new Map<string, Revision[]>();
  const add = ({ metadata }: KubeObject, revision: Omit<Revision, "createdAt">) => {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller !== false);
    if (owner === undefined) return;
    const key = entityText({ ...owner, namespace: metadata.namespace ?? "" });
    const one = { ...revision, createdAt: metadata.creationTimestamp ?? "" };
    const known = histories.get(key);
    if (known === undefined) histories.set(key, [one]);
    else known.push(one);
  };
  for (const set of replicaSets) {
    const { annotations = {} } = set.metadata;
    add(set, {
      number: Number(annotations[REVISION_ANNOTATION] ?? 0),
      isReused: annotations[HISTORY_ANNOTATION] !== undefined,
      template: set.spec?.template ?? {},
    });
  }
  for (const revision of controllerRevisions) {
    const template = revision.data?.spec?.template ?? {};
    add(revision, { number: revision.revision ?? 0, isReused: false, template });
  }
  for (const history of histories.values()) {
    history.sort((a, b) => a.number - b.number || ascending(a.createdAt, b.createdAt));
  }
  return histories;
}

interface Versioned {
  readonly entity: Entity;
  readonly workload: KubeObject;
}

function changesOfHistory(
  history: readonly Revision[],
  versioned: Versioned,
): readonly Change[] {
  return history.flatMap((revision, index) => {
    const before = history[index - 1];
    if (before === undefined) return [];
    const isFirstUse = !revision.isReused && revision.createdAt > before.createdAt;
    const isLast = index === history.length - 1;
    const at = isFirstUse
      ? revision.createdAt
      : isLast
      ? newestWriteTime(versioned.workload)
      : undefined;
    if (at === undefined || at < before.createdAt) return [];
    return changesBetween([before, revision], { ...versioned, at });
  });
}

const WRITER_TOLERANCE_MS = 120_000;

function changesBetween(
  [before, after]: readonly [Revision, Revision],
  { entity, workload, at }: Versioned & { readonly at: string },
): readonly Change[] {
  const by = writerNear(workload, { at, toleranceMs: WRITER_TOLERANCE_MS });
  const templates = [before, after].map(({ template }) => withoutHash(template));
  return diffFields(templates[0], templates[1], { steps: ["spec", "template"] }).map((diff) => ({
    at,
    entity,
    kind: "rollout",
    field: fieldName(diff.steps),
    ...changeValues(diff),
    ...(by !== undefined && { by }),
    source: "replica sets",
  }));
}

function newestWriteTime({ metadata }: KubeObject): string | undefined {
  return (metadata.managedFields ?? [])
    .filter(({ subresource }) => subresource !== "status")
    .flatMap(({ time }) => time ?? []).sort(ascending).at(-1);
}

const HASH_LABELS: ReadonlySet<string> = new Set([
  "pod-template-hash",
  "controller-revision-hash",
]);

function withoutHash({ metadata = {}, spec }: PodTemplate): object {
  const labels = Object.entries(metadata.labels ?? {}).filter(([key]) => !HASH_LABELS.has(key));
  const { annotations } = metadata as { readonly annotations?: object };
  return { metadata: { annotations, labels: Object.fromEntries(labels) }, spec };
}
