import type { Need } from "../tool.ts";
import { CLUSTER_SOURCES } from "../analysis/cluster_sources.ts";

const READ_AND_FOLLOWED: Need["verbs"] = ["get", "list", "watch"];

/** What reading a situation takes, also from watched state: every kind that rules look at, events, and the logs of what crashes. */
export const SITUATION_NEEDS: readonly Need[] = [
  ...Object.values(CLUSTER_SOURCES).map(({ apiGroup, resource }): Need => ({
    apiGroup,
    resource,
    verbs: READ_AND_FOLLOWED,
  })),
  { apiGroup: "", resource: "events", verbs: READ_AND_FOLLOWED },
  { apiGroup: "", resource: "pods/log", verbs: ["get"] },
];
