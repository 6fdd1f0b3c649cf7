import type { SignalRow } from "../analysis/signals/signal_row.ts";

const CONTROL = { group: "control plane", bad: "high" } as const;
const WATCHLESS = 'verb!~"WATCH|WATCHLIST|CONNECT"';

function perSecond(by: string, metric: string, matchers = ""): string {
  return `sum by (${by}) (rate(${metric}${matchers && `{${matchers}}`}[{{range}}]))`;
}

function p99(by: string, metric: string, matchers = ""): string {
  return `histogram_quantile(0.99, ${perSecond(`${by}, le`, metric, matchers)})`;
}

/** What the API server, etcd, DNS and their clients say of themselves. */
export const CONTROL_PLANE_SIGNALS: readonly SignalRow[] = [
  {
    ...CONTROL,
    id: "api_rejected",
    question: "Which requests does the API server refuse because it is too busy?",
    variants: [{
      text: perSecond("priority_level, reason", "apiserver_flowcontrol_rejected_requests_total"),
      needs: ["apiserver_flowcontrol_rejected_requests_total"],
    }],
    subject: "api server",
    unit: "requests/s",
    floors: { absolute: 0.2, relative: 1 },
    absent: 0,
  },
  {
    ...CONTROL,
    id: "api_request_rate",
    question: "Of which requests does the API server get more or fewer, and which fail?",
    variants: [{
      text: perSecond("verb, resource, code", "apiserver_request_total", WATCHLESS),
      needs: ["apiserver_request_total"],
    }],
    subject: "api server",
    bad: "none",
    unit: "requests/s",
    floors: { absolute: 10, relative: 2 },
    absent: 0,
    failures: { id: "api_error_rate", floors: { absolute: 0.5, relative: 2 } },
  },
  {
    ...CONTROL,
    id: "api_latency_p99",
    question: "Which requests does the API server answer slowly?",
    variants: [{
      text: p99("verb", "apiserver_request_duration_seconds_bucket", WATCHLESS),
      needs: ["apiserver_request_duration_seconds_bucket"],
    }],
    subject: "api server",
    unit: "seconds",
    floors: { absolute: 0.5, relative: 1 },
  },
  {
    ...CONTROL,
    id: "webhook_rejections",
    question: "Which admission webhooks refuse or fail?",
    variants: [{
      text: perSecond("name, error_type", "apiserver_admission_webhook_rejection_count"),
      needs: ["apiserver_admission_webhook_rejection_count"],
    }],
    subject: "api server",
    unit: "rejections/s",
    floors: { absolute: 0.01, relative: 2 },
    absent: 0,
  },
  {
    ...CONTROL,
    id: "etcd_fsync_p99",
    question: "Does etcd wait for its disk?",
    variants: [{
      text: p99("instance", "etcd_disk_wal_fsync_duration_seconds_bucket"),
      needs: ["etcd_disk_wal_fsync_duration_seconds_bucket"],
    }],
    subject: "api server",
    unit: "seconds",
    floors: { absolute: 0.05, relative: 1 },
    threshold: 0.5,
  },
  {
    ...CONTROL,
    id: "client_api_rate",
    question: "Which clients ask the API server for much more, and how is it answered?",
    variants: [{
      text: perSecond("job, namespace, code", "rest_client_requests_total"),
      needs: ["rest_client_requests_total"],
    }],
    subject: "client",
    bad: "none",
    unit: "requests/s",
    floors: { absolute: 5, relative: 2 },
    absent: 0,
    failures: { id: "client_api_error_rate", floors: { absolute: 0.5, relative: 2 } },
  },
  {
    ...CONTROL,
    id: "dns_failures",
    question: "Which names does the cluster's DNS not find or fail to look up?",
    variants: [{
      text: perSecond(
        "rcode",
        "coredns_dns_responses_total",
        'rcode=~"NXDOMAIN|SERVFAIL|REFUSED"',
      ),
      needs: ["coredns_dns_responses_total"],
    }],
    subject: "dns",
    unit: "answers/s",
    floors: { absolute: 1, relative: 0.5 },
    absent: 0,
  },
];
