import type { ObjectHistory, Revision } from "./object_history.ts";

/** Kinds that count the versions of their specification. */
const COUNTS_GENERATIONS = new Set([
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "Ingress",
  "NetworkPolicy",
  "PodDisruptionBudget",
  "CustomResourceDefinition",
]);

/** Numbers a state's specification: one more than the state before when it differs from it. */
export function stampGeneration(history: ObjectHistory, revision: Revision): void {
  if (!COUNTS_GENERATIONS.has(history.resource.kind)) return;
  const { object } = revision;
  const earlier = history.revisions[history.revisions.indexOf(revision) - 1]?.object;
  const same = earlier !== undefined && earlier.spec === object.spec;
  object.metadata.generation = (earlier?.metadata.generation ?? 0) + (same ? 0 : 1);
  const status = object.status as Record<string, unknown> | undefined;
  if (status === undefined || history.resource.group !== "apps") return;
  object.status = { ...status, observedGeneration: object.metadata.generation };
}
