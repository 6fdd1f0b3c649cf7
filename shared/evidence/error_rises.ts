import { type ErrorRise, errorRises } from "../analysis/changes/error_rises.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { ToolContext } from "../context.ts";
import { type Matcher, printMatcher } from "../query/matchers.ts";
import type { Coverage } from "../render/coverage.ts";
import { readSource } from "./read_source.ts";

const LEAST_STEP_SECONDS = 300;
const MOST_STEPS = 150;
const SOURCE = "prometheus error rates";

/** A counter of what a service answered; those that a cluster lacks cost nothing. */
interface ErrorCounter {
  readonly metric: string;
  readonly by: string;
  /** Picks the failures. */
  readonly failed: readonly Matcher[];
  /** The label of the namespace, where there is one. */
  readonly namespaceLabel?: string;
}

const SERVER_ERROR = { op: "=~", value: "5.." } as const;

const ERROR_COUNTERS: readonly ErrorCounter[] = [
  {
    metric: "http_requests_total",
    by: "namespace, service",
    failed: [{ label: "code", ...SERVER_ERROR }],
    namespaceLabel: "namespace",
  },
  {
    metric: "http_server_request_duration_seconds_count",
    by: "job",
    failed: [{ label: "http_response_status_code", ...SERVER_ERROR }],
  },
  {
    metric: "istio_requests_total",
    by: "destination_service_namespace, destination_service_name",
    failed: [
      { label: "response_code", ...SERVER_ERROR },
      { label: "reporter", op: "=", value: "destination" },
    ],
    namespaceLabel: "destination_service_namespace",
  },
  {
    metric: "traces_spanmetrics_calls_total",
    by: "service_name",
    failed: [
      { label: "status_code", op: "=", value: "STATUS_CODE_ERROR" },
      { label: "span_kind", op: "=", value: "SPAN_KIND_SERVER" },
    ],
  },
];

export interface ErrorRisesQuery {
  readonly window: TimeWindow;
  readonly namespace?: string | undefined;
}

/** Reads when errors of services became many: one range query over failures alone. */
export async function readErrorRises(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { window, namespace }: ErrorRisesQuery,
): Promise<{ readonly rises: readonly ErrorRise[]; readonly coverage: Coverage }> {
  const seconds = (window.end.getTime() - window.start.getTime()) / 1_000;
  const stepSeconds = Math.max(LEAST_STEP_SECONDS, Math.ceil(seconds / MOST_STEPS));
  const expr = ERROR_COUNTERS.map(({ metric, by, failed, namespaceLabel: label }) => {
    const inside: readonly Matcher[] = namespace === undefined || label === undefined
      ? []
      : [{ label, op: "=", value: namespace }];
    const selector = [...failed, ...inside].map(printMatcher).join(",");
    return `sum by (${by}) (rate(${metric}{${selector}}[${stepSeconds}s]))`;
  }).join(" or ");
  const { value, coverage } = await readSource(
    SOURCE,
    async () => (await prometheus.range({ expr, ...window, stepSeconds })).series,
    { stateOf: (series) => series.length === 0 ? "no series" : "ok" },
  );
  return { rises: errorRises(value ?? []), coverage };
}
