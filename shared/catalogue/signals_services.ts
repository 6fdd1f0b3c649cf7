import type { SignalRow, SignalVariant } from "../analysis/signals/signal_row.ts";

const HTTP = 'namespace="{{namespace}}", service="{{service}}"';
const OTEL = 'job=~"(.*/)?{{service}}"';
const SPANS = 'span_kind="SPAN_KIND_SERVER", service_name="{{service}}"';
const ISTIO =
  'reporter="destination", destination_service_namespace="{{namespace}}", destination_service_name="{{service}}"';

/** A counter of requests, and the names under which it keeps who answered and how. */
interface Requests {
  readonly metric: string;
  readonly matchers: string;
  readonly by: string;
}

const SERVED: readonly [Requests, ...Requests[]] = [
  { metric: "http_requests_total", matchers: HTTP, by: "namespace, service, code" },
  {
    metric: "http_server_request_duration_seconds_count",
    matchers: OTEL,
    by: "job, http_response_status_code",
  },
  {
    metric: "istio_requests_total",
    matchers: ISTIO,
    by: "destination_service_namespace, destination_service_name, response_code",
  },
  {
    metric: "traces_spanmetrics_calls_total",
    matchers: SPANS,
    by: "service_name, status_code",
  },
];

const CALLED: readonly [Requests, ...Requests[]] = [
  { metric: "http_client_requests_total", matchers: HTTP, by: "namespace, service, target, code" },
  {
    metric: "http_client_request_duration_seconds_count",
    matchers: OTEL,
    by: "job, server_address, http_response_status_code",
  },
  {
    metric: "istio_requests_total",
    matchers: 'reporter="source", source_workload_namespace="{{namespace}}"',
    by: "source_workload_namespace, source_workload, destination_service_name, response_code",
  },
];
const GRAPH_TOTAL = "traces_service_graph_request_total";
const GRAPH_FAILED = "traces_service_graph_request_failed_total";

function rate({ metric, by, matchers }: Requests): string {
  return `sum by (${by}) (rate(${metric}{${matchers}}[{{range}}]))`;
}

function ratesOf(
  [first, ...others]: readonly [Requests, ...Requests[]],
): readonly [SignalVariant, ...SignalVariant[]] {
  const variant = (requests: Requests) => ({ text: rate(requests), needs: [requests.metric] });
  return [variant(first), ...others.map(variant)];
}

const BUCKETS: readonly (readonly [metric: string, matchers: string, by: string])[] = [
  ["http_request_duration_seconds_bucket", HTTP, "namespace, service"],
  ["http_server_request_duration_seconds_bucket", OTEL, "job"],
  [
    "istio_request_duration_milliseconds_bucket",
    ISTIO,
    "destination_service_namespace, destination_service_name",
  ],
  ["traces_spanmetrics_latency_bucket", SPANS, "service_name"],
];

function quantile(share: number): readonly [SignalVariant, ...SignalVariant[]] {
  const [first, ...others] = BUCKETS.map(([metric, matchers, by]) => {
    const text =
      `histogram_quantile(${share}, sum by (${by}, le) (rate(${metric}{${matchers}}[{{range}}])))`;
    const scale = metric.includes("milliseconds") ? " / 1000" : "";
    return { text: text + scale, needs: [metric] };
  });
  return [first as SignalVariant, ...others];
}

const P99 = 0.99;

// One read for all codes: what fails is a part of what is served.
/** What callers see of services, and what services see of those they call. */
export const SERVICE_SIGNALS: readonly SignalRow[] = [
  {
    id: "request_rate",
    question: "How many requests a second does each service get, and how many fail?",
    group: "requests",
    variants: ratesOf(SERVED),
    subject: "service",
    unit: "requests/s",
    bad: "none",
    floors: { absolute: 0.5, relative: 0.5 },
    absent: 0,
    failures: { id: "error_rate", floors: { absolute: 0.1, relative: 1 } },
  },
  {
    id: "latency_p99",
    question: "How long do the slowest requests take?",
    group: "latency",
    variants: quantile(P99),
    subject: "service",
    unit: "seconds",
    bad: "high",
    floors: { absolute: 0.1, relative: 0.5 },
  },
  {
    id: "call_rate",
    question: "How many calls a second does each service make, and how many fail, by callee?",
    group: "calls",
    variants: [
      ...ratesOf(CALLED),
      { text: graphRates(), needs: [GRAPH_TOTAL, GRAPH_FAILED] },
    ],
    subject: "service",
    unit: "requests/s",
    bad: "none",
    floors: { absolute: 0.5, relative: 0.5 },
    absent: 0,
    failures: { id: "call_error_rate", floors: { absolute: 0.1, relative: 1 } },
  },
];

function graphRates(): string {
  const perSecond = (metric: string) => `sum by (client, server) (rate(${metric}[{{range}}]))`;
  const [all, failed] = [perSecond(GRAPH_TOTAL), perSecond(GRAPH_FAILED)];
  return `label_replace(${failed}, "code", "failed", "", "") or ` +
    `label_replace(${all} - (${failed} or 0 * ${all}), "code", "ok", "", "")`;
}
