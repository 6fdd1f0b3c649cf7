import type { Change } from "../analysis/changes/change.ts";
import { newestFirst } from "../analysis/changes/merge_changes.ts";
import type { ClusterObjects } from "../analysis/cluster_kinds.ts";
import { type Entity, entityText } from "../analysis/entity.ts";
import { similarNames } from "../analysis/similar_names.ts";
import type { TopologyGraph } from "../analysis/topology/graph.ts";
import { topologyOf } from "../analysis/topology/topology.ts";
import { workloadTemplates } from "../analysis/topology/workload_templates.ts";
import type { ChangesQuery } from "./changes.ts";

/** What a workload leans on, and what leads to it. */
const MOST_DOWN = 3;
const MOST_UP = 2;

export interface ChangeScope {
  readonly scope: ChangesQuery["scope"];
  readonly objects: Partial<ClusterObjects>;
}

/** Leaves out what lies outside of a scope; with a workload the nearest changes come first, then the newest. */
export function scopedChanges(
  changes: readonly Change[],
  { scope: { namespace, workload }, objects }: ChangeScope,
): readonly Change[] {
  const inside = namespace === undefined
    ? changes
    : changes.filter(({ entity }) => entity.namespace === namespace);
  if (workload === undefined) return inside;
  const graph = topologyOf(objects);
  const starts = workloadsNamed(workload, objects);
  const hopsOf = ({ entity }: Change) =>
    Math.min(...starts.map((start) => hopsBetween(graph, start, entity)));
  return inside.map((change) => ({ change, hops: hopsOf(change) }))
    .filter(({ hops }) => hops < Infinity)
    .sort((a, b) => a.hops - b.hops || newestFirst(a.change, b.change))
    .map(({ change }) => change);
}

/** What rules a namespace may pick other workloads since it changed, or pick none. */
const NAMESPACE_RULES: ReadonlySet<string> = new Set([
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
]);

function hopsBetween(graph: TopologyGraph, start: Entity, entity: Entity): number {
  if (NAMESPACE_RULES.has(entity.kind) && entity.namespace === start.namespace) return 1;
  const key = entityText(graph.resolve(entity));
  const down = graph.hopsFrom(start).get(key) ?? Infinity;
  const up = graph.hopsTo(start).get(key) ?? Infinity;
  return Math.min(down <= MOST_DOWN ? down : Infinity, up <= MOST_UP ? up : Infinity);
}

/** Names what is spelt like a workload that is not there; `undefined` where it is. */
export function similarWorkloads(
  workload: string,
  objects: Partial<ClusterObjects>,
): readonly string[] | undefined {
  if (workloadsNamed(workload, objects).length > 0) return undefined;
  const names = workloadTemplates(objects).map((template) => template.workload.name);
  return similarNames(workload.split("/").at(-1) ?? workload, names);
}

/** Finds workloads by name, with or without the kind, in every namespace that was read. */
function workloadsNamed(workload: string, objects: Partial<ClusterObjects>): readonly Entity[] {
  const wanted = workload.toLowerCase();
  return workloadTemplates(objects).map((template) => template.workload)
    .filter(({ kind, name }) => name === wanted || `${kind}/${name}`.toLowerCase() === wanted);
}
