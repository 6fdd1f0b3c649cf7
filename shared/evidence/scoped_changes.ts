import type { Change } from "../analysis/changes/change.ts";
import { newestFirst } from "../analysis/changes/merge_changes.ts";
import type { ClusterObjects } from "../analysis/cluster_kinds.ts";
import { type Entity, entityText } from "../analysis/entity.ts";
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

function hopsBetween(graph: TopologyGraph, start: Entity, entity: Entity): number {
  const key = entityText(graph.resolve(entity));
  const down = graph.hopsFrom(start).get(key) ?? Infinity;
  const up = graph.hopsTo(start).get(key) ?? Infinity;
  return Math.min(down <= MOST_DOWN ? down : Infinity, up <= MOST_UP ? up : Infinity);
}

/** Finds workloads by name, with or without the kind; in every namespace that was read. */
export function workloadsNamed(
  workload: string,
  objects: Partial<ClusterObjects>,
): readonly Entity[] {
  const wanted = workload.toLowerCase();
  return workloadTemplates(objects).map((template) => template.workload)
    .filter(({ kind, name }) => name === wanted || `${kind}/${name}`.toLowerCase() === wanted);
}
