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
