import { figures, type SavedQuery } from "./saved_query.ts";

const DAY_SECONDS = 86_400;

function p99(by: string, selector: string): string {
  return `histogram_quantile(0.99, sum by (${by}) (rate(${selector}[5m])))`;
}

const CERTIFICATES = {
  api_clients:
    `histogram_quantile(0.01, sum by (le) (rate(apiserver_client_certificate_expiration_seconds_bucket[5m]))) / ${DAY_SECONDS}`,
  kubelet: `min by (instance) (kubelet_certificate_manager_client_ttl_seconds) / ${DAY_SECONDS}`,
  cert_manager:
    `(min by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds{namespace="{{namespace}}"}) - time()) / ${DAY_SECONDS}`,
  probed: `(min by (instance) (probe_ssl_earliest_cert_expiry) - time()) / ${DAY_SECONDS}`,
};

const ANSWERED = 'apiserver_request_total{verb!~"WATCH|CONNECT"}';
const FAILED = 'apiserver_request_total{verb!~"WATCH|CONNECT", code=~"5.."}';

/** Share of failures that an objective of 99 % allows. */
const API_ERROR_BUDGET = 0.01;

function apiFailures(by: string, window: string): string {
  const grouped = by === "" ? "sum" : `sum by (${by})`;
  const all = `${grouped} (rate(${ANSWERED}[${window}]))`;
  return `(${grouped} (rate(${FAILED}[${window}])) or 0 * ${all}) / (${all} > 0)`;
}

const WEBHOOKS = {
  webhook_p99: p99("name, le", "apiserver_admission_webhook_admission_duration_seconds_bucket"),
  webhook_rejections: "sum by (name) (rate(apiserver_admission_webhook_rejection_count[5m])) > 0",
};
const ETCD = {
  fsync_p99: p99("instance, le", "etcd_disk_wal_fsync_duration_seconds_bucket"),
  commit_p99: p99("instance, le", "etcd_disk_backend_commit_duration_seconds_bucket"),
  leader_changes: "max by (instance) (increase(etcd_server_leader_changes_seen_total[1h]))",
  database_bytes: "max by (instance) (etcd_mvcc_db_total_size_in_bytes)",
};

export const CONTROL_PLANE_QUERIES: readonly SavedQuery[] = [
  {
    id: "certs",
    title: "Certificate expiry",
    question:
      "In how many days do certificates expire: API clients, kubelets, cert-manager, probes?",
    language: "promql",
    scopes: ["namespace"],
    variants: [
      {
        text: figures(CERTIFICATES),
        needs: ["apiserver_client_certificate_expiration_seconds_bucket"],
      },
      {
        text: figures({
          cert_manager: CERTIFICATES.cert_manager,
          probed: CERTIFICATES.probed,
        }),
        needs: ["certmanager_certificate_expiration_timestamp_seconds"],
      },
      { text: CERTIFICATES.probed, needs: ["probe_ssl_earliest_cert_expiry"] },
    ],
    unit: "days",
    bad: "low",
    threshold: 14,
    window: "1d",
    output: "certificate and figure",
    related: ["api_slo", "clock_skew"],
  },
  {
    id: "api_slo",
    title: "API server availability",
    question:
      "Which share of requests does the API server fail, and how fast does that use its budget?",
    language: "promql",
    scopes: [],
    variants: [{
      text: figures({
        failed_by_verb: apiFailures("verb", "5m"),
        burn_5m: `${apiFailures("", "5m")} / ${API_ERROR_BUDGET}`,
        burn_1h: `${apiFailures("", "1h")} / ${API_ERROR_BUDGET}`,
        burn_6h: `${apiFailures("", "6h")} / ${API_ERROR_BUDGET}`,
      }),
      needs: ["apiserver_request_total"],
    }],
    unit: "ratio, times the allowed rate",
    bad: "high",
    threshold: 0.01,
    window: "6h",
    output: "verb or window, and figure",
    related: ["api_latency_apf", "webhook_etcd"],
  },
  {
    id: "api_latency_apf",
    title: "API server latency and overload",
    question: "Which API requests are slow, how many are in flight, and are any rejected?",
    language: "promql",
    scopes: [],
    variants: [{
      text: figures({
        p99: `topk(10, ${
          p99(
            "verb, resource, le",
            'apiserver_request_duration_seconds_bucket{verb!~"WATCH|CONNECT"}',
          )
        })`,
        in_flight: "sum by (request_kind) (apiserver_current_inflight_requests)",
        rejected:
          "sum by (flow_schema, reason) (rate(apiserver_flowcontrol_rejected_requests_total[5m])) > 0",
      }),
      needs: ["apiserver_request_duration_seconds_bucket"],
    }],
    unit: "seconds, requests, requests/s",
    bad: "high",
    threshold: 1,
    window: "3h",
    output: "verb and resource, or flow, and figure",
    related: ["api_slo", "webhook_etcd"],
  },
  {
    id: "webhook_etcd",
    title: "Webhooks and etcd",
    question: "Do admission webhooks or etcd slow the API server down?",
    language: "promql",
    scopes: [],
    variants: [
      {
        text: figures({ ...WEBHOOKS, ...ETCD }),
        needs: ["etcd_disk_wal_fsync_duration_seconds_bucket"],
      },
      {
        text: figures({
          ...WEBHOOKS,
          storage_p99: p99("operation, le", "etcd_request_duration_seconds_bucket"),
        }),
        needs: ["etcd_request_duration_seconds_bucket"],
      },
      {
        text: figures(WEBHOOKS),
        needs: ["apiserver_admission_webhook_admission_duration_seconds_bucket"],
      },
    ],
    unit: "seconds, rejections/s, changes in 1h, bytes",
    bad: "high",
    threshold: 0.5,
    window: "3h",
    output: "webhook or etcd member, and figure",
    related: ["api_latency_apf", "disk_io"],
  },
  {
    id: "dns",
    title: "Cluster DNS",
    question: "Does CoreDNS answer: rate by code, p99, cache hits, failures to forward?",
    language: "promql",
    scopes: [],
    variants: [{
      text: figures({
        answers: "sum by (rcode) (rate(coredns_dns_responses_total[5m]))",
        p99: p99("le", "coredns_dns_request_duration_seconds_bucket"),
        cache_hits:
          "sum(rate(coredns_cache_hits_total[5m])) / (sum(rate(coredns_cache_requests_total[5m])) > 0)",
        forward_failures:
          "sum by (to) (rate(coredns_proxy_healthcheck_failures_total[5m])) > 0 or sum by (to) (rate(coredns_forward_healthcheck_failures_total[5m])) > 0",
      }),
      needs: ["coredns_dns_responses_total"],
    }],
    unit: "answers/s, seconds, ratio, failures/s",
    bad: "high",
    threshold: 0.1,
    window: "3h",
    output: "code or figure",
    related: ["log_signature", "node_net", "svc_latency"],
  },
  {
    id: "targets_down",
    title: "Scrape targets down",
    question: "Which share of targets can Prometheus not scrape, per job?",
    language: "promql",
    scopes: [],
    variants: [{
      text: "sum by (job) (1 - up) / count by (job) (up) > 0",
      needs: ["up"],
    }],
    unit: "ratio",
    bad: "high",
    threshold: 0.1,
    window: "3h",
    output: "job with targets down",
    related: ["kubelet_health", "node_conditions"],
  },
  {
    id: "queue_lag",
    title: "Queue lag",
    question: "Which queues or consumer groups fall behind, and how fast?",
    language: "promql",
    scopes: ["namespace"],
    variants: [
      {
        text: figures({
          lag:
            'topk(20, sum by (consumergroup, topic) (kafka_consumergroup_lag{namespace="{{namespace}}"}))',
          growth:
            'topk(20, sum by (consumergroup, topic) (deriv(kafka_consumergroup_lag{namespace="{{namespace}}"}[15m])))',
          written:
            'topk(20, sum by (topic) (rate(kafka_topic_partition_current_offset{namespace="{{namespace}}"}[5m])))',
          read:
            'topk(20, sum by (consumergroup, topic) (rate(kafka_consumergroup_current_offset{namespace="{{namespace}}"}[5m])))',
        }),
        needs: ["kafka_consumergroup_lag"],
      },
      {
        text: figures({
          waiting:
            'topk(20, sum by (queue) (rabbitmq_queue_messages_ready{namespace="{{namespace}}"}))',
          growth:
            'topk(20, sum by (queue) (deriv(rabbitmq_queue_messages_ready{namespace="{{namespace}}"}[15m])))',
        }),
        needs: ["rabbitmq_queue_messages_ready"],
      },
    ],
    unit: "messages, messages/s",
    bad: "high",
    window: "6h",
    output: "consumer group or queue, and figure",
    related: ["svc_rate", "log_errors", "restarts"],
  },
];
