import { figures, type SavedQuery } from "./saved_query.ts";

const HTTP = 'namespace="{{namespace}}", service="{{service}}"';
const OTEL = 'job=~"(.*/)?{{service}}"';
const SPANS = 'span_kind="SPAN_KIND_SERVER", service_name="{{service}}"';
const ISTIO =
  'reporter="destination", destination_service_namespace="{{namespace}}", destination_service_name="{{service}}"';
const NGINX = 'exported_namespace="{{namespace}}", ingress="{{ingress}}"';

/** Requests a second below which a share of errors says nothing. */
const LEAST_TRAFFIC = 0.1;

interface Requests {
  readonly metric: string;
  readonly by: string;
  readonly matchers: string;
  /** The matcher of failed requests. */
  readonly failed: string;
}

const HTTP_REQUESTS: Requests = {
  metric: "http_requests_total",
  by: "namespace, service",
  matchers: HTTP,
  failed: 'code=~"5.."',
};
const OTEL_REQUESTS: Requests = {
  metric: "http_server_request_duration_seconds_count",
  by: "job",
  matchers: OTEL,
  failed: 'http_response_status_code=~"5.."',
};
const SPAN_CALLS: Requests = {
  metric: "traces_spanmetrics_calls_total",
  by: "service_name",
  matchers: SPANS,
  failed: 'status_code="STATUS_CODE_ERROR"',
};
const ISTIO_REQUESTS: Requests = {
  metric: "istio_requests_total",
  by: "destination_service_namespace, destination_service_name",
  matchers: ISTIO,
  failed: 'response_code=~"5.."',
};
const REQUESTS = [HTTP_REQUESTS, OTEL_REQUESTS, SPAN_CALLS, ISTIO_REQUESTS] as const;

function rate({ metric, by, matchers }: Requests, window: string): string {
  return `sum by (${by}) (rate(${metric}{${matchers}}[${window}]))`;
}

// A service that never failed has no series of failures; it must read 0, not vanish.
function errorShare(requests: Requests, window: string): string {
  const failures = rate(
    { ...requests, matchers: `${requests.matchers}, ${requests.failed}` },
    window,
  );
  const all = rate(requests, window);
  return `(${failures} or 0 * ${all}) / (${all} > ${LEAST_TRAFFIC})`;
}

/** Asks the same of every kind of request counter, the most common kind first. */
function ofRequests(write: (requests: Requests) => string): SavedQuery["variants"] {
  const variant = (requests: Requests) => ({ text: write(requests), needs: [requests.metric] });
  const [first, ...others] = REQUESTS;
  return [variant(first), ...others.map(variant)];
}

function quantiles(by: string, selector: string): string {
  const quantile = (share: number) =>
    `histogram_quantile(${share}, sum by (${by}, le) (rate(${selector}[5m])))`;
  return figures({ p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) });
}

const NATIVE = `http_request_duration_seconds{${HTTP}}`;

/** Share of failures that an objective of 99.9 % allows. */
const ERROR_BUDGET = 0.001;

export const SERVICE_QUERIES: readonly SavedQuery[] = [
  {
    id: "svc_rate",
    title: "Service request rate",
    question: "How many requests a second does each service get, now and over six hours?",
    language: "promql",
    scopes: ["namespace", "service"],
    variants: ofRequests((requests) =>
      figures({ now: rate(requests, "5m"), six_hours: rate(requests, "6h") })
    ),
    unit: "requests/s",
    bad: "none",
    window: "6h",
    output: "service and figure",
    related: ["svc_errors", "svc_latency", "edge_fanout"],
  },
  {
    id: "svc_errors",
    title: "Service error share",
    question: "Which services answer with errors, and how large is the share?",
    language: "promql",
    scopes: ["namespace", "service"],
    variants: ofRequests((requests) => `topk(20, ${errorShare(requests, "5m")})`),
    unit: "ratio",
    bad: "high",
    threshold: 0.01,
    window: "3h",
    output: "service with at least 0.1 requests/s",
    related: ["svc_rate", "svc_latency", "svc_slo_burn", "log_errors"],
  },
  {
    id: "svc_latency",
    title: "Service latency",
    question: "How long do requests take: median, p95, p99?",
    language: "promql",
    scopes: ["namespace", "service"],
    variants: [
      {
        text: quantiles("namespace, service", `http_request_duration_seconds_bucket{${HTTP}}`),
        needs: ["http_request_duration_seconds_bucket"],
      },
      {
        text: quantiles("job", `http_server_request_duration_seconds_bucket{${OTEL}}`),
        needs: ["http_server_request_duration_seconds_bucket"],
      },
      {
        text: quantiles("service_name", `traces_spanmetrics_latency_bucket{${SPANS}}`),
        needs: ["traces_spanmetrics_latency_bucket"],
      },
      {
        text: figures({
          p50: `histogram_quantile(0.5, sum by (namespace, service) (rate(${NATIVE}[5m])))`,
          p95: `histogram_quantile(0.95, sum by (namespace, service) (rate(${NATIVE}[5m])))`,
          p99: `histogram_quantile(0.99, sum by (namespace, service) (rate(${NATIVE}[5m])))`,
        }),
        needs: ["http_request_duration_seconds"],
      },
    ],
    unit: "seconds",
    bad: "high",
    threshold: 1,
    window: "3h",
    output: "service and quantile",
    related: ["svc_rate", "svc_errors", "cpu_throttle", "dns"],
  },
  {
    id: "svc_slo_burn",
    title: "Error budget burn",
    question: "How fast is an error budget of 99.9 % used up, over short and long windows?",
    language: "promql",
    scopes: ["namespace", "service"],
    variants: ofRequests((requests) =>
      figures({
        burn_5m: `${errorShare(requests, "5m")} / ${ERROR_BUDGET}`,
        burn_1h: `${errorShare(requests, "1h")} / ${ERROR_BUDGET}`,
        burn_30m: `${errorShare(requests, "30m")} / ${ERROR_BUDGET}`,
        burn_6h: `${errorShare(requests, "6h")} / ${ERROR_BUDGET}`,
      })
    ),
    unit: "times the allowed rate",
    bad: "high",
    threshold: 14.4,
    window: "6h",
    output: "service and window",
    related: ["svc_errors"],
  },
  {
    id: "ingress_red",
    title: "Ingress rate, errors, latency",
    question: "What do callers from outside see per ingress: rate, share of errors, p95?",
    language: "promql",
    scopes: ["namespace", "ingress"],
    variants: [
      {
        text: figures({
          rate:
            `sum by (exported_namespace, ingress, host) (rate(nginx_ingress_controller_requests{${NGINX}}[5m]))`,
          errors:
            `sum by (exported_namespace, ingress, host) (rate(nginx_ingress_controller_requests{${NGINX}, status=~"5.."}[5m])) / (sum by (exported_namespace, ingress, host) (rate(nginx_ingress_controller_requests{${NGINX}}[5m])) > ${LEAST_TRAFFIC})`,
          p95:
            `histogram_quantile(0.95, sum by (exported_namespace, ingress, host, le) (rate(nginx_ingress_controller_request_duration_seconds_bucket{${NGINX}}[5m])))`,
          upstream_p95:
            `histogram_quantile(0.95, sum by (exported_namespace, ingress, host, le) (rate(nginx_ingress_controller_response_duration_seconds_bucket{${NGINX}}[5m])))`,
        }),
        needs: ["nginx_ingress_controller_requests"],
      },
      {
        text: figures({
          rate: "sum by (service) (rate(traefik_service_requests_total[5m]))",
          errors:
            `sum by (service) (rate(traefik_service_requests_total{code=~"5.."}[5m])) / (sum by (service) (rate(traefik_service_requests_total[5m])) > ${LEAST_TRAFFIC})`,
          p95:
            "histogram_quantile(0.95, sum by (service, le) (rate(traefik_service_request_duration_seconds_bucket[5m])))",
        }),
        needs: ["traefik_service_requests_total"],
      },
      {
        text: figures({
          rate: "sum by (envoy_cluster_name) (rate(envoy_cluster_upstream_rq_total[5m]))",
          errors:
            `sum by (envoy_cluster_name) (rate(envoy_cluster_upstream_rq_xx{envoy_response_code_class="5"}[5m])) / (sum by (envoy_cluster_name) (rate(envoy_cluster_upstream_rq_total[5m])) > ${LEAST_TRAFFIC})`,
        }),
        needs: ["envoy_cluster_upstream_rq_total"],
      },
    ],
    unit: "requests/s, ratio, seconds",
    bad: "high",
    window: "3h",
    output: "ingress host and figure",
    related: ["svc_errors", "svc_latency"],
  },
  {
    id: "edge_fanout",
    title: "Calls caused per request",
    question: "How many calls to each dependency does one request cause? A rise means retries.",
    language: "promql",
    scopes: ["namespace", "service"],
    variants: [
      {
        text:
          'sum by (client, server) (rate(traces_service_graph_request_total{client="{{service}}"}[5m])) / on (client) group_left () ' +
          'sum by (client) (label_replace(rate(traces_service_graph_request_total{server="{{service}}"}[5m]), "client", "$1", "server", "(.+)"))',
        needs: ["traces_service_graph_request_total"],
      },
      {
        text:
          `sum by (namespace, service, target) (rate(http_client_requests_total{${HTTP}}[5m])) / on (namespace, service) group_left () ` +
          `(sum by (namespace, service) (rate(http_requests_total{${HTTP}}[5m])) > ${LEAST_TRAFFIC})`,
        needs: ["http_client_requests_total", "http_requests_total"],
      },
    ],
    unit: "calls per request",
    bad: "high",
    window: "3h",
    output: "caller and callee",
    related: ["svc_rate", "svc_errors"],
  },
];
