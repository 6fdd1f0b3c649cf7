import { changesBehind } from "../changes/change_score.ts";
import type { Entity } from "../entity.ts";
import { blastRadius } from "../topology/blast_radius.ts";
import { topologyOf } from "../topology/topology.ts";
import type { Relations } from "./ranking.ts";
import type { Situation } from "./situation.ts";

/** From a workload by a Service to the next one, twice. */
const NEAR_HOPS = 4;

/** Relates what was found by the graph of the objects and by the changes before it. */
export function relationsOf(situation: Situation): Relations {
  const graph = topologyOf(situation.objects, situation.calls);
  return {
    hops: (from, to) => graph.hops(from, to),
    neighbours(entity) {
      const { dependencies, dependents } = blastRadius(graph, entity, { depth: NEAR_HOPS });
      return [...dependencies, ...dependents].map((reached): Entity => reached.entity);
    },
    changesBehind: (entity, since) =>
      changesBehind({ changes: situation.changes, graph, symptom: { entity, onset: since } }),
  };
}
