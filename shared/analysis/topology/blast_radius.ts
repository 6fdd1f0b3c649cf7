import { byEntity, type Entity, entityText } from "../entity.ts";
import type { Edge } from "./edge.ts";
import type { TopologyGraph } from "./graph.ts";

/** Something that was reached, and by which edge. */
export interface Reached {
  readonly entity: Entity;
  readonly hops: number;
  /** The edge of the last step. */
  readonly via: Edge;
}

/** What an entity's trouble can reach, and what its trouble can come from: nearest first, then by name. */
export interface BlastRadius {
  readonly dependents: readonly Reached[];
  readonly dependencies: readonly Reached[];
}

const DEFAULT_DEPTH = 3;

/** Walks both ways from an entity, no further than `depth` steps. */
export function blastRadius(
  graph: TopologyGraph,
  entity: Entity,
  { depth = DEFAULT_DEPTH }: { readonly depth?: number } = {},
): BlastRadius {
  return {
    dependents: walk(entity, {
      graph,
      depth,
      edgesAt: (at) => graph.dependents(at),
      endOf: ({ from }) => from,
    }),
    dependencies: walk(entity, {
      graph,
      depth,
      edgesAt: (at) => graph.dependencies(at),
      endOf: ({ to }) => to,
    }),
  };
}

/**
 * Steps between two entities whichever way the edges lead, 0 to itself; `undefined` where nothing joins them.
 *
 * What merely shares a node or a quota with another thing is no neighbour of it.
 */
export function distanceBetween(
  graph: TopologyGraph,
  [a, b]: readonly [Entity, Entity],
): number | undefined {
  const wanted = entityText(graph.resolve(b));
  const start = graph.resolve(a);
  const distances = new Map([[entityText(start), { entity: start, steps: 0 }]]);
  for (const [key, { entity, steps }] of distances) {
    if (key === wanted) return steps;
    if (steps > 0 && SHARED_KINDS.has(entity.kind)) continue;
    const neighbours = [
      ...graph.dependencies(entity).map(({ to }) => to),
      ...graph.dependents(entity).map(({ from }) => from),
    ];
    for (const next of neighbours) {
      const nextKey = entityText(next);
      if (!distances.has(nextKey)) distances.set(nextKey, { entity: next, steps: steps + 1 });
    }
  }
  return undefined;
}

/** Kinds that many unrelated things lean on. */
const SHARED_KINDS: ReadonlySet<string> = new Set([
  "Node",
  "ServiceAccount",
  "ResourceQuota",
  "LimitRange",
  "StorageClass",
]);

interface Walk {
  readonly graph: TopologyGraph;
  readonly depth: number;
  edgesAt(entity: Entity): readonly Edge[];
  endOf(edge: Edge): Entity;
}

function walk(start: Entity, { graph, depth, edgesAt, endOf }: Walk): readonly Reached[] {
  const seen = new Set([entityText(graph.resolve(start))]);
  const reached: Reached[] = [];
  let frontier: readonly Entity[] = [start];
  for (let hops = 1; hops <= depth && frontier.length > 0; hops++) {
    const found = frontier.flatMap(edgesAt).flatMap((via) => {
      const entity = endOf(via);
      if (seen.has(entityText(entity))) return [];
      seen.add(entityText(entity));
      return [{ entity, hops, via }];
    }).sort((a, b) => byEntity(a.entity, b.entity));
    reached.push(...found);
    frontier = found.map(({ entity }) => entity);
  }
  return reached;
}
