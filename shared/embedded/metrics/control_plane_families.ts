import type { World } from "../world/world.ts";
import type { Pod } from "../world/kube_objects.ts";
import {
  type Counter,
  defineFamilies,
  type Family,
  type FamilyRow,
  type Labels,
  type Subject,
} from "./family.ts";
import { histogram } from "./histogram.ts";
import { wobble } from "./load_curve.ts";
import { lostNodes, pods } from "./subjects.ts";

/** One process of the cluster that exports metrics of its own. */
function process(labels: Labels) {
  return function* (world: World): Generator<Subject<World>> {
    yield { entity: world, labels, seed: world.seed, fromMs: 0, untilMs: Infinity };
  };
}

type Row = FamilyRow<World>;
type Cells = readonly (readonly [Labels, number])[];

// Control planes here have run for three weeks.
const UPTIME_MS = 21 * 86_400_000;

function count(world: World, perSecond: number): Counter {
  return { perSecond, sinceMs: world.nowMs - UPTIME_MS, whole: true };
}

function counter(help: string, cells: Cells): Row {
  return {
    type: "counter",
    help,
    rows: (world) => cells.map(([labels, perSecond]) => [labels, count(world, perSecond)] as const),
  };
}

function gauge(help: string, cells: Cells, share = 0.05): Row {
  return {
    type: "gauge",
    help,
    rows: (_, { seed }) =>
      cells.map(([labels, mean], i) =>
        [labels, share === 0 ? mean : wobble(mean, seed + i, share)] as const
      ),
  };
}

const timed = (cells: readonly (readonly [Labels, number, number])[]) => (world: World) =>
  cells.map(([labels, perSecond, medianSeconds]) => ({
    labels,
    count: count(world, perSecond),
    medianSeconds,
  }));

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

function* corednsPods(world: World): Generator<Subject<Pod>> {
  for (const history of pods(world, { namespace: "kube-system" })) {
    if (history.latest.metadata.labels?.app !== "coredns") continue;
    const labels = { job: "coredns", namespace: "kube-system", pod: history.latest.metadata.name };
    yield {
      entity: history.latest,
      labels,
      seed: world.seed,
      fromMs: history.createdMs,
      untilMs: history.deletedMs,
    };
  }
}

const DNS_RCODES = { NOERROR: 62, NXDOMAIN: 21, SERVFAIL: 0.01 } as const;

function dnsCounter(help: string, cells: Cells): FamilyRow<Pod> {
  return {
    type: "counter",
    help,
    rows: (_, { sinceMs }) =>
      cells.map(([labels, perSecond]) =>
        [labels, { perSecond, sinceMs, whole: true, daily: true }] as const
      ),
  };
}

const DNS_RATE = 83.01;

const COREDNS = defineFamilies<Pod>(corednsPods, {
  coredns_dns_requests_total: dnsCounter("Queries.", [
    [{ server: "dns://:53", zone: ".", proto: "udp", type: "A" }, DNS_RATE / 2],
    [{ server: "dns://:53", zone: ".", proto: "udp", type: "AAAA" }, DNS_RATE / 2],
  ]),
  coredns_dns_responses_total: dnsCounter(
    "Answers by code.",
    Object.entries(DNS_RCODES).map((
      [rcode, rate],
    ) => [{ server: "dns://:53", zone: ".", rcode }, rate]),
  ),
  ...histogram<Pod>(
    "coredns_dns_request_duration_seconds",
    "Time to answer.",
    (
      _,
      { sinceMs },
    ) => [{
      labels: { server: "dns://:53", zone: "." },
      count: { perSecond: DNS_RATE, sinceMs, daily: true },
      medianSeconds: 0.0004,
    }],
    [
      0.00025,
      0.0005,
      0.001,
      0.002,
      0.004,
      0.008,
      0.016,
      0.032,
      0.064,
      0.128,
      0.256,
      0.512,
      1.024,
      2.048,
      4.096,
      8.192,
    ],
  ),
  coredns_cache_hits_total: dnsCounter("Answers from the cache.", [[{ type: "success" }, 55], [{
    type: "denial",
  }, 18]]),
  coredns_cache_misses_total: dnsCounter("Answers not in the cache.", [[{}, 10]]),
  coredns_forward_healthcheck_failures_total: dnsCounter("Failed checks of upstreams.", [[{
    to: "10.0.255.2:53",
  }, 0]]),
  coredns_panics_total: dnsCounter("Panics.", [[{}, 0]]),
});

const ingressLabels = {
  ingress: "shop",
  exported_namespace: "shop",
  host: "shop.example",
  path: "/",
} as const;

function edgeRate(world: World): number {
  return world.traffic.find(({ name, namespace }) => name === "edge" && namespace === "shop")
    ?.requestsPerSecond ?? 0;
}

const INGRESS = defineFamilies(
  process({
    job: "ingress-nginx",
    namespace: "platform",
    controller_class: "k8s.io/ingress-nginx",
  }),
  {
    nginx_ingress_controller_requests: {
      type: "counter",
      help: "Requests by ingress and status.",
      rows: (world) =>
        Object.entries({ "200": 0.9945, "404": 0.005, "500": 0.0003, "502": 0.0001, "504": 0.0001 })
          .map(
            ([status, share]) =>
              [{ ...ingressLabels, status }, {
                ...count(world, share * edgeRate(world)),
                daily: true,
              }] as const,
          ),
    },
    ...histogram<World>(
      "nginx_ingress_controller_request_duration_seconds",
      "Time to answer by ingress.",
      (world) => [
        {
          labels: ingressLabels,
          count: { ...count(world, edgeRate(world)), daily: true },
          medianSeconds: 0.065,
        },
      ],
    ),
  },
);

/** What Prometheus scrapes: per target, 1 where the scrape works. */
function* targets(world: World): Generator<Subject<(timeMs: number) => number>> {
  const always = () => 1;
  const lost = lostNodes(world);
  const fixed = [["apiserver", "10.0.255.1:6443"], ["etcd", "10.0.255.1:2381"], [
    "kube-state-metrics",
    "10.96.0.12:8080",
  ]] as const;
  const target = (labels: Labels, entity: (timeMs: number) => number) => ({
    entity,
    labels,
    seed: 0,
    fromMs: 0,
    untilMs: Infinity,
  });
  for (const [job, instance] of fixed) yield target({ job, instance }, always);
  for (const { key: node } of world.store.histories("nodes")) {
    const up = (timeMs: number) => timeMs < (lost.get(node) ?? Infinity) ? 1 : 0;
    yield target({ job: "node-exporter", instance: node }, up);
    for (const metrics_path of ["/metrics", "/metrics/cadvisor"]) {
      yield target({ job: "kubelet", metrics_path, instance: node, node }, up);
    }
  }
  for (const history of pods(world, { namespace: "kube-system" })) {
    if (history.latest.metadata.labels?.app !== "coredns") continue;
    yield target(
      { job: "coredns", namespace: "kube-system", pod: history.latest.metadata.name },
      always,
    );
  }
}

const UP = defineFamilies(targets, {
  up: { type: "gauge", help: "The last scrape worked.", rows: (isUp) => [[{}, isUp]] },
});

function* alerts(world: World): Generator<Subject<number>> {
  for (const { labels, startsAt, endsAt } of world.alerts) {
    const span = { fromMs: Date.parse(startsAt), untilMs: Date.parse(endsAt) };
    yield { entity: 1, labels: { ...labels, alertstate: "firing" }, seed: 0, ...span };
  }
}

const ALERTS = defineFamilies(alerts, {
  ALERTS: { type: "gauge", help: "Alerts that fire.", rows: (value) => [[{}, value]] },
});

export const CONTROL_PLANE_FAMILIES: readonly Family[] = [
  ...API_SERVER,
  ...ETCD,
  ...COREDNS,
  ...INGRESS,
  ...UP,
  ...ALERTS,
];
