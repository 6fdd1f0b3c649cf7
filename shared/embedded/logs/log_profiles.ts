import { type LogFormat } from "./log_formats.ts";

/** One kind of line a program writes, and how often among its lines. */
export interface LogTemplate {
  readonly weight: number;
  readonly level: string;
  readonly template: string;
  /** Written without a request; the other lines of a service follow what it answers. */
  readonly idle: boolean;
}

/** What a healthy program logs. */
export interface LogProfile {
  readonly format: LogFormat;
  readonly perSecond: number;
  readonly lines: readonly LogTemplate[];
}

type Row = readonly [weight: number, level: string, template: string, idle?: "idle"];

function profile(format: LogFormat, perSecond: number, rows: readonly Row[]): LogProfile {
  return {
    format,
    perSecond,
    lines: rows.map(([weight, level, template, idle]) => ({
      weight,
      level,
      template,
      idle: idle !== undefined,
    })),
  };
}

const STACK = [
  "slow query took {n} ms",
  "java.util.concurrent.TimeoutException: index segment {n} not ready",
  "\tat shop.search.Segment.await(Segment.java:118)",
  "\tat shop.search.Query.run(Query.java:57)",
  "\tat java.base/java.lang.Thread.run(Thread.java:1583)",
].join("\n");

const PROFILES: Readonly<Record<string, LogProfile>> = {
  edge: profile("plain", 1, [
    [90, "info", "GET / 200 {n}ms client={ip} request={id}"],
    [9, "info", "GET /catalog 200 {n}ms client={ip} request={id}"],
    [1, "warn", "GET /favicon.ico 404 1ms client={ip} request={id}"],
  ]),
  web: profile("logfmt", 0.6, [
    [80, "info", "page rendered in {n} ms request={id}"],
    [18, "info", "catalog answered 200 request={id}"],
    [2, "warn", "session {id} expired"],
  ]),
  checkout: profile("json", 0.5, [
    [60, "info", "order placed order={id} items={n}"],
    [38, "info", "payment accepted order={id}"],
    [2, "warn", "cart {id} is empty"],
  ]),
  cart: profile("logfmt", 0.4, [
    [70, "info", "item added cart={id}"],
    [29, "info", "cart loaded cart={id} items={n}"],
    [1, "debug", "cache miss cart={id}"],
  ]),
  catalog: profile("json", 0.5, [
    [85, "info", "listed {n} products request={id}"],
    [15, "info", "search answered 200 request={id}"],
  ]),
  payments: profile("json", 0.4, [
    [97, "info", "payment authorised id={id}"],
    [3, "warn", "card declined id={id}"],
  ]),
  orders: profile("json", 0.4, [
    [80, "info", "order stored order={id}"],
    [20, "info", "order read order={id}"],
  ]),
  search: profile("java", 0.4, [
    [97, "info", "query answered hits={n} took={n}ms"],
    [2, "info", "segment {n} merged", "idle"],
    [1, "warn", STACK],
  ]),
  cache: profile("plain", 0.02, [
    [9, "info", "DB saved on disk"],
    [1, "info", "background saving started by pid {n}"],
  ]),
  "orders-db": profile("plain", 0.05, [
    [8, "log", "checkpoint complete: wrote {n} buffers"],
    [2, "log", "automatic vacuum of table orders.public.orders: index scans: 1"],
  ]),
  report: profile("plain", 0.3, [[1, "info", "report row {n} written"]]),
  coredns: profile("plain", 0.2, [
    [9, "info", "{ip}:{n} - {n} A IN cart.shop.svc.cluster.local. udp 45 false 512 NOERROR"],
    [
      1,
      "info",
      "{ip}:{n} - {n} AAAA IN example.com.shop.svc.cluster.local. udp 60 false 512 NXDOMAIN",
    ],
  ]),
  "ingress-nginx": profile("plain", 1, [
    [98, "info", "{ip} GET / HTTP/2.0 200 {n} shop-edge-8080 request={id}"],
    [2, "info", "{ip} GET /robots.txt HTTP/2.0 404 {n} shop-edge-8080 request={id}"],
  ]),
  kubelet: profile("plain", 0.02, [
    [8, "info", "pod sandbox garbage collection removed {n} sandboxes"],
    [2, "info", "image garbage collection: disk usage on image filesystem is within bounds"],
  ]),
  playground: profile("plain", 0.05, [
    [8, "info", "tick {n}"],
    [2, "error", "could not reach feature flag service, using defaults"],
  ]),
};

/** Programs of the platform, jobs, and what developers left running: none of them answers the shop's requests. */
const QUIET: Readonly<Record<string, LogProfile>> = Object.fromEntries(
  Object.entries({
    alertmanager: "maintenance of silences done in {n} ms",
    alloy: "flushed {n} entries",
    demo: "heartbeat {n}",
    "feature-login": "heartbeat {n}",
    "feature-tax": "heartbeat {n}",
    "image-resize": "resized image {id}",
    "invoice-export": "exported invoice {id}",
    "kube-proxy": "synced rules in {n} ms",
    "kube-state-metrics": "resources listed in {n} ms",
    loadgen: "heartbeat {n}",
    "local-path-provisioner": "no claims to provision",
    loki: "uploaded table after {n} ms",
    "metrics-server": "scraped nodes in {n} ms",
    mirror: "heartbeat {n}",
    "nightly-import": "imported row {n}",
    "node-exporter": "collected in {n} ms",
    notebook: "heartbeat {n}",
    "otel-collector": "exported batch of {n} spans",
    prometheus: "compacted block in {n} ms",
    "sandbox-ada": "heartbeat {n}",
    "sandbox-ben": "heartbeat {n}",
    wiki: "heartbeat {n}",
  }).map(([app, template]) => [app, profile("logfmt", 0.05, [[1, "info", template, "idle"]])]),
);

const SERVICE = profile("logfmt", 0.05, [
  [95, "info", "request served request={id} took={n}ms"],
  [5, "warn", "retrying request={id}"],
]);

const UNKNOWN = profile("logfmt", 0, []);

/** The profile of a program by its label `app`; one that nobody knows says only what rules let it say. */
export function logProfile(app: string, { serves }: { readonly serves: boolean }): LogProfile {
  return PROFILES[app] ?? QUIET[app] ?? (serves ? SERVICE : UNKNOWN);
}
