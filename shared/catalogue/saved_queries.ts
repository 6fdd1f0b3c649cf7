import { CONTROL_PLANE_QUERIES } from "./saved_queries_control_plane.ts";
import { LOG_QUERIES } from "./saved_queries_logs.ts";
import { NODE_QUERIES } from "./saved_queries_nodes.ts";
import { POD_QUERIES } from "./saved_queries_pods.ts";
import { SERVICE_QUERIES } from "./saved_queries_services.ts";
import { WORKLOAD_QUERIES } from "./saved_queries_workloads.ts";
import type { SavedQuery } from "./saved_query.ts";

/** The saved queries, from what callers see down to what machines do. */
export const SAVED_QUERIES: readonly SavedQuery[] = [
  ...SERVICE_QUERIES,
  ...POD_QUERIES,
  ...WORKLOAD_QUERIES,
  ...NODE_QUERIES,
  ...CONTROL_PLANE_QUERIES,
  ...LOG_QUERIES,
];

/** Finds a saved query by its id. */
export function savedQuery(id: string): SavedQuery | undefined {
  return SAVED_QUERIES.find((query) => query.id === id);
}

/** Every metric that some saved query needs; what people usually mean when several fit. */
export function metricsOfSavedQueries(): ReadonlySet<string> {
  return new Set(
    SAVED_QUERIES.flatMap(({ variants }) => variants.flatMap(({ needs }) => needs)),
  );
}
