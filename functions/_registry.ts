// Written by `deno task gen` from the files beside it.
import { tool as alertsList } from "./alerts_list.ts";
import { tool as changesRecent } from "./changes_recent.ts";
import { tool as healthCheck } from "./health_check.ts";
import { tool as incidentCapture } from "./incident_capture.ts";
import { tool as inventorySnapshot } from "./inventory_snapshot.ts";
import { tool as k8sEvents } from "./k8s_events.ts";
import { tool as k8sGet } from "./k8s_get.ts";
import { tool as lokiQuery } from "./loki_query.ts";
import { tool as metricsFind } from "./metrics_find.ts";
import { tool as nodeFacts } from "./node_facts.ts";
import { tool as promqlQuery } from "./promql_query.ts";
import { tool as querySaved } from "./query_saved.ts";
import { tool as systemdStatus } from "./systemd_status.ts";
import { tool as tailPodLogs } from "./tail_pod_logs.ts";
import { tool as triageNow } from "./triage_now.ts";
import { tool as workloadExplain } from "./workload_explain.ts";
import type { Tool } from "../shared/tool.ts";

/** Every tool, in order of name. */
export const tools: readonly Tool[] = [
  alertsList,
  changesRecent,
  healthCheck,
  incidentCapture,
  inventorySnapshot,
  k8sEvents,
  k8sGet,
  lokiQuery,
  metricsFind,
  nodeFacts,
  promqlQuery,
  querySaved,
  systemdStatus,
  tailPodLogs,
  triageNow,
  workloadExplain,
];
