import { type Adapter, call, type Measure, type Subject } from "./intents.ts";

/** Firing alerts that are no heartbeat, as the tool's own jq argument can cut them. */
const ALERTS = call("grafana_api_request", {
  endpoint: "/api/datasources/proxy/uid/alertmanager/api/v2/alerts",
  jq:
    '[.data[]? // .[]? | select(.labels.alertname != "Watchdog") | {labels, annotations, startsAt, state: .status.state}]',
});

const UNHEALTHY = [
  "kube_pod_container_status_waiting_reason > 0",
  'kube_pod_status_phase{phase=~"Pending|Unknown|Failed"} > 0',
  "kube_deployment_status_replicas_unavailable > 0",
  'kube_node_status_condition{condition="Ready",status!="true"} > 0',
  "kube_job_status_failed > 0",
].join(" or ");

const ERRORS = 'sum by (namespace, service, code) (rate(http_requests_total{code=~"5.."}[5m])) > 0';

const EXPRESSIONS: Readonly<Record<Measure, (name: string) => string>> = {
  errors: (name) =>
    `sum by (namespace, service, code) (rate(http_requests_total{service="${name}"}[5m]))`,
  latency: (name) =>
    `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{service="${name}"}[5m])))`,
  cpu: (name) => `sum by (pod) (rate(container_cpu_usage_seconds_total{container="${name}"}[5m]))`,
  memory: (name) => `max by (pod) (container_memory_working_set_bytes{container="${name}"})`,
};

/** The label of kube-state-metrics that names an object of a kind, where it is not the kind itself. */
const LABELS: Readonly<Record<string, string>> = { Job: "job_name" };

/** How mcp-grafana 1.6.3 is asked, over Prometheus, Loki and Alertmanager. It reads no Kubernetes objects. */
export const GRAFANA_ADAPTER: Adapter = {
  overview: () => [instant(UNHEALTHY), instant(ERRORS)],
  alerts: () => [ALERTS],
  unhealthy: () => [instant(UNHEALTHY)],
  workload: (one) => [instant(stateOf(one)), ...GRAFANA_ADAPTER.metric(one, "errors")],
  object: (one) => [instant(stateOf(one))],
  events: () => [],
  logs: ({ kind, namespace, name }) => {
    const stream = kind === "Pod"
      ? `{namespace="${namespace}", pod="${name}"}`
      : `{namespace="${namespace}", app="${name}"}`;
    return [
      call("query_loki_patterns", { datasourceUid: "loki", logql: stream }),
      call("query_loki_logs", {
        datasourceUid: "loki",
        logql: `${stream} |~ "(?i)(error|fail|warn|panic|exception|refused|denied|timeout)"`,
        limit: 20,
        format: "compact",
      }),
    ];
  },
  metric: ({ name }, measure) => [
    call("query_prometheus", {
      datasourceUid: "prometheus",
      expr: EXPRESSIONS[measure](name),
      queryType: "range",
      startTime: "now-1h",
      endTime: "now",
      stepSeconds: 300,
    }),
  ],
  changes: () => [
    instant(
      "changes(kube_deployment_status_observed_generation[6h]) > 0 or " +
        "changes(kube_configmap_metadata_resource_version[6h]) > 0 or " +
        "changes(kube_secret_metadata_resource_version[6h]) > 0",
    ),
  ],
  deps: ({ name }) => [
    instant(
      `sum by (service, target, code) (rate(http_client_requests_total{service="${name}"}[5m]) or ` +
        `rate(http_client_requests_total{target="${name}"}[5m])) > 0`,
    ),
  ],
  node: ({ name }) => [
    instant(
      `kube_node_status_condition{node="${name}"} == 1 or kube_node_spec_taint{node="${name}"}`,
    ),
    instant(
      `{__name__=~"node_(load1|memory_MemAvailable_bytes|filesystem_avail_bytes|nf_conntrack_entries.*|timex_offset_seconds|network_receive_errs_total)", instance="${name}"}`,
    ),
  ],
  paste: () => ALERTS,
  namesIncident: () => false,
};

function instant(expr: string) {
  return call("query_prometheus", {
    datasourceUid: "prometheus",
    expr,
    queryType: "instant",
    endTime: "now",
  });
}

/** Everything that kube-state-metrics says of one object. */
function stateOf({ kind, namespace, name }: Subject): string {
  const word = kind.toLowerCase();
  const place = namespace === "" ? "" : `, namespace="${namespace}"`;
  return `{__name__=~"kube_${word}_.+", ${LABELS[kind] ?? word}="${name}"${place}} > 0`;
}
