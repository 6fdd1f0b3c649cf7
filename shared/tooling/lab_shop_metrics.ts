/** What the shop's services measure about their requests. */

import { changing, growing, times, whole } from "./lab_curve.ts";
import type { Curve, Series } from "./lab_curve.ts";
import { ONSET } from "./lab_shop.ts";
import type { ShopPod } from "./lab_shop_pods.ts";

interface Traffic {
  readonly app: string;
  /** Requests a second over all pods. */
  readonly perSecond: number;
  readonly latencySeconds: number;
  /** How rate, share of errors and latency change, and when. */
  readonly change?: { at: number; rate?: number; errors?: number; slowdown?: number };
  readonly calls?: readonly string[];
}

const TRAFFIC: readonly Traffic[] = [
  { app: "edge", perSecond: 120, latencySeconds: 0.09, calls: ["web"] },
  { app: "web", perSecond: 110, latencySeconds: 0.06, calls: ["checkout", "catalog"] },
  {
    app: "checkout",
    perSecond: 24,
    latencySeconds: 0.12,
    change: { at: ONSET.paymentsOutOfMemory, errors: 0.22, slowdown: 8 },
    calls: ["cart", "payments", "orders"],
  },
  {
    app: "cart",
    perSecond: 30,
    latencySeconds: 0.01,
    change: { at: ONSET.cartSelector, rate: 0 },
    calls: ["cache"],
  },
  { app: "catalog", perSecond: 60, latencySeconds: 0.2, calls: ["search"] },
  {
    app: "payments",
    perSecond: 12,
    latencySeconds: 0.08,
    change: { at: ONSET.paymentsOutOfMemory, rate: 0.1 },
  },
  { app: "orders", perSecond: 12, latencySeconds: 0.03, calls: ["orders-db"] },
  { app: "search", perSecond: 25, latencySeconds: 0.07 },
];

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Infinity];
const QUIET_ERRORS = 0.002;

/** Requests, their durations and the calls they cause, of every pod that serves. */
export function requestSeries(pods: readonly ShopPod[]): Series[] {
  return TRAFFIC.flatMap((traffic) => {
    const replicas = pods.filter((pod) => pod.app === traffic.app && pod.namespace === "shop");
    return replicas.flatMap((pod) => serviceSeries(traffic, pod, replicas.length));
  });
}

function serviceSeries(traffic: Traffic, pod: ShopPod, replicas: number): Series[] {
  const { app, perSecond, latencySeconds, change, calls = [] } = traffic;
  const { at = 0, rate = 1, errors = QUIET_ERRORS, slowdown = 1 } = change ?? {};
  const all = growing(perSecond / replicas, `${app}-${pod.index}`);
  const requests = changing(all, { at, before: 1, after: rate });
  const failing = (share: number) =>
    changing(requests, { at, before: QUIET_ERRORS * share, after: errors * share });
  const succeeding = changing(requests, { at, before: 1 - QUIET_ERRORS, after: 1 - errors });
  const scraped = { job: app, instance: `${pod.name}:8080` };
  const labels = { namespace: pod.namespace, service: app, pod: pod.name, ...scraped };
  const count = (code: string, method: string, value: Curve): Series => ({
    labels: { __name__: "http_requests_total", ...labels, code, method },
    value: whole(value),
  });
  return [
    count("200", "GET", times(succeeding, 0.8)),
    count("200", "POST", times(succeeding, 0.19)),
    count("404", "GET", times(succeeding, 0.01)),
    count("500", "POST", failing(0.1)),
    count("503", "POST", failing(0.9)),
    ...histogram("http_request_duration_seconds", labels, {
      requests,
      before: latencySeconds,
      at,
      after: latencySeconds * slowdown,
    }),
    ...calls.flatMap((target) => [
      call({ ...labels, target, code: "200" }, times(succeeding, 1 / calls.length)),
      call({ ...labels, target, code: "503" }, failing(1 / calls.length)),
    ]),
  ];
}

function call(labels: Readonly<Record<string, string>>, value: Curve): Series {
  return { labels: { __name__: "http_client_requests_total", ...labels }, value: whole(value) };
}

function histogram(name: string, labels: Readonly<Record<string, string>>, shape: {
  requests: Curve;
  before: number;
  at: number;
  after: number;
}): Series[] {
  const { requests, at, before, after } = shape;
  const buckets = BUCKETS_SECONDS.map((bound): Series => ({
    labels: { __name__: `${name}_bucket`, ...labels, le: bound === Infinity ? "+Inf" : `${bound}` },
    value: whole(changing(requests, {
      at,
      before: shareBelow(bound, before),
      after: shareBelow(bound, after),
    })),
  }));
  return [
    ...buckets,
    { labels: { __name__: `${name}_count`, ...labels }, value: whole(requests) },
    {
      labels: { __name__: `${name}_sum`, ...labels },
      value: changing(requests, { at, before, after }),
    },
  ];
}

/** Share of requests faster than a bound, for a long-tailed distribution around a mean. */
function shareBelow(boundSeconds: number, meanSeconds: number): number {
  return boundSeconds === Infinity ? 1 : 1 - Math.exp(-((boundSeconds / meanSeconds) ** 1.3));
}
