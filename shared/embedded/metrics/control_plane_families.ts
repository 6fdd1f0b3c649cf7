import type { World } from "../world/world.ts";
import { defineFamilies } from "./family.ts";
import { histogram } from "./histogram.ts";
import { type Cells, counter, gauge, process, timed } from "./process_families.ts";

const REQUESTS = [
  ["GET", "pods", 14],
  ["LIST", "pods", 2],
  ["WATCH", "pods", 1],
  ["GET", "configmaps", 6],
  ["LIST", "services", 1],
  ["PATCH", "events", 0.6],
  ["POST", "events", 0.4],
  ["PUT", "leases", 9],
  ["GET", "leases", 9],
  ["PATCH", "nodes", 0.4],
] as const;

const requestCells: Cells = REQUESTS.flatMap(([verb, resource, rate]) => [
  [{ verb, resource, code: "200", scope: "namespace" }, rate * 0.998] as const,
  [{ verb, resource, code: "404", scope: "namespace" }, rate * 0.0015] as const,
  [{ verb, resource, code: "500", scope: "namespace" }, rate * 0.0001] as const,
]);

const API_SERVER = defineFamilies(process({ job: "apiserver", instance: "10.0.255.1:6443" }), {
  apiserver_request_total: counter("Requests by verb, resource and code.", requestCells),
  ...histogram<World>(
    "apiserver_request_duration_seconds",
    "Time to answer by verb and resource.",
    timed(
      REQUESTS.filter(([verb]) => verb !== "WATCH").map((
        [verb, resource, rate],
      ) => [{ verb, resource }, rate, 0.008]),
    ),
  ),
  apiserver_current_inflight_requests: gauge("Requests in flight.", [
    [{ request_kind: "readOnly" }, 6],
    [{ request_kind: "mutating" }, 2],
  ], 0.4),
  apiserver_flowcontrol_rejected_requests_total: counter(
    "Requests refused by priority and fairness.",
    [
      [{ priority_level: "workload-low", reason: "queue-full" }, 0],
    ],
  ),
  apiserver_request_terminations_total: counter("Requests cut off.", [[{
    component: "apiserver",
    code: "429",
  }, 0]]),
  apiserver_admission_webhook_rejection_count: counter("Requests refused by webhooks.", []),
  apiserver_storage_objects: gauge("Objects by resource.", [[{ resource: "pods" }, 100]], 0.01),
  apiserver_audit_event_total: counter("Audit events.", [[{}, 40]]),
});

const ETCD = defineFamilies(process({ job: "etcd", instance: "10.0.255.1:2381" }), {
  etcd_server_has_leader: gauge("There is a leader.", [[{}, 1]], 0),
  etcd_server_leader_changes_seen_total: counter("Changes of leader.", [[{}, 0]]),
  etcd_server_proposals_failed_total: counter("Failed proposals.", [[{}, 0]]),
  etcd_mvcc_db_total_size_in_bytes: gauge("Size of the database.", [[{}, 148e6]], 0.01),
  ...histogram<World>(
    "etcd_disk_wal_fsync_duration_seconds",
    "Time of a WAL fsync.",
    timed([[{}, 28, 0.0016]]),
  ),
  ...histogram<World>(
    "etcd_disk_backend_commit_duration_seconds",
    "Time of a backend commit.",
    timed([[{}, 9, 0.003]]),
  ),
});

/** What the API server and etcd export. */
export const CONTROL_PLANE_FAMILIES = [...API_SERVER, ...ETCD];
