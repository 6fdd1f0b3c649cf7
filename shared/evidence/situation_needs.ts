import type { Need } from "../tool.ts";
import { CLUSTER_SOURCES } from "./cluster_objects.ts";

/** What reading a situation takes: every kind that rules look at, events, and the logs of what crashes. */
export const SITUATION_NEEDS: readonly Need[] = [
  ...Object.values(CLUSTER_SOURCES).map(({ apiGroup, resource }): Need => ({
    apiGroup,
    resource,
    verbs: ["get", "list"],
  })),
  { apiGroup: "", resource: "events", verbs: ["get", "list"] },
  { apiGroup: "", resource: "pods/log", verbs: ["get"] },
];
