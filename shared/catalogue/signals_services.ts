import { FAILED_CODES, type SignalRow, type SignalVariant } from "./signal_row.ts";

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
  /** The label that holds the code, if the counter has one. */
  readonly code?: string;
  /** The matcher of failed requests. */
  readonly failed: string;
}

const SERVED: readonly [Requests, ...Requests[]] = [
  {
    metric: "http_requests_total",
    matchers: HTTP,
    by: "namespace, service",
    code: "code",
    failed: `code=~"${FAILED_CODES}"`,
  },
  {
    metric: "http_server_request_duration_seconds_count",
    matchers: OTEL,
    by: "job",
    code: "http_response_status_code",
    failed: `http_response_status_code=~"${FAILED_CODES}"`,
  },
  {
    metric: "istio_requests_total",
    matchers: ISTIO,
    by: "destination_service_namespace, destination_service_name",
    code: "response_code",
    failed: `response_code=~"${FAILED_CODES}"`,
  },
  {
    metric: "traces_spanmetrics_calls_total",
    matchers: SPANS,
    by: "service_name",
    failed: 'status_code="STATUS_CODE_ERROR"',
  },
];

const CALLED: readonly [Requests, ...Requests[]] = [
  {
    metric: "http_client_requests_total",
    matchers: HTTP,
    by: "namespace, service, target",
    code: "code",
    failed: `code=~"${FAILED_CODES}"`,
  },
  {
    metric: "http_client_request_duration_seconds_count",
    matchers: OTEL,
    by: "job, server_address",
    code: "http_response_status_code",
    failed: `http_response_status_code=~"${FAILED_CODES}"`,
  },
  {
    metric: "istio_requests_total",
    matchers: 'reporter="source", source_workload_namespace="{{namespace}}"',
    by: "source_workload_namespace, source_workload, destination_service_name",
    code: "response_code",
    failed: `response_code=~"${FAILED_CODES}"`,
  },
];
const GRAPH_TOTAL = "traces_service_graph_request_total";
const GRAPH_FAILED = "traces_service_graph_request_failed_total";

function rate({ metric, by, matchers }: Requests): string {
  return `sum by (${by}) (rate(${metric}{${matchers}}[{{range}}]))`;
}

function failures(requests: Requests, more: readonly string[] = []): string {
  const { by, code, matchers, failed } = requests;
  const labels = [by, ...more, ...(code === undefined ? [] : [code])].join(", ");
  return rate({ ...requests, by: labels, matchers: `${matchers}, ${failed}` });
}

function variantsOf(
  [first, ...others]: readonly [Requests, ...Requests[]],
  write: (requests: Requests) => string,
): readonly [SignalVariant, ...SignalVariant[]] {
  const variant = (requests: Requests) => ({ text: write(requests), needs: [requests.metric] });
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

const SERVICE = { subject: "service", absent: 0 } as const;

/** What callers see of services, and what services see of those they call. */
export const SERVICE_SIGNALS: readonly SignalRow[] = [
  {
    ...SERVICE,
    id: "request_rate",
    question: "How many requests a second does each service get?",
    group: "requests",
    variants: variantsOf(SERVED, rate),
    unit: "requests/s",
    bad: "none",
    floors: { absolute: 0.5, relative: 0.5 },
    weight: 1,
  },
  {
    ...SERVICE,
    id: "error_rate",
    question: "How many requests a second does each service fail or refuse, by code?",
    group: "requests",
    variants: variantsOf(SERVED, (requests) => failures(requests, ["method"])),
    unit: "requests/s",
    bad: "high",
    floors: { absolute: 0.1, relative: 1 },
    weight: 3,
  },
  {
    subject: "service",
    id: "latency_p50",
    question: "How long does the usual request take?",
    group: "latency",
    variants: quantile(0.5),
    unit: "seconds",
    bad: "high",
    floors: { absolute: 0.05, relative: 0.5 },
    weight: 1,
  },
  {
    subject: "service",
    id: "latency_p99",
    question: "How long do the slowest requests take?",
    group: "latency",
    variants: quantile(0.99),
    unit: "seconds",
    bad: "high",
    floors: { absolute: 0.1, relative: 0.5 },
    weight: 2,
  },
  {
    ...SERVICE,
    id: "call_rate",
    question: "How many calls a second does each service make, by callee?",
    group: "calls",
    variants: [
      ...variantsOf(CALLED, rate),
      {
        text: `sum by (client, server) (rate(${GRAPH_TOTAL}[{{range}}]))`,
        needs: [GRAPH_TOTAL],
      },
    ],
    unit: "requests/s",
    bad: "none",
    floors: { absolute: 0.5, relative: 0.5 },
    weight: 1,
  },
  {
    ...SERVICE,
    id: "call_error_rate",
    question: "How many calls a second fail for the caller, by callee and code?",
    group: "calls",
    variants: [
      ...variantsOf(CALLED, (requests) => failures(requests)),
      {
        text: `sum by (client, server) (rate(${GRAPH_FAILED}[{{range}}]))`,
        needs: [GRAPH_FAILED],
      },
    ],
    unit: "requests/s",
    bad: "high",
    floors: { absolute: 0.1, relative: 1 },
    weight: 2,
  },
];
