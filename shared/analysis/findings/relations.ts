import { changesBehind } from "../changes/change_score.ts";
import { topologyOf } from "../topology/topology.ts";
import type { Relations } from "./ranking.ts";
import type { Situation } from "./situation.ts";

/** Relates what was found by the graph of the objects and by the changes before it. */
export function relationsOf(situation: Situation): Relations {
  const graph = topologyOf(situation.objects, situation.calls);
  return {
    hops: (from, to) => graph.hops(from, to),
    changesBehind: (entity, since) =>
      changesBehind({ changes: situation.changes, graph, symptom: { entity, onset: since } }),
  };
}
