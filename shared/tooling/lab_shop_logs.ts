/** What the shop logs: sources and templates as data. Each source has its own format. */

import type { Dice } from "./lab_dice.ts";
import { access, event, json, klog, outOfMemoryTrace, PATHS } from "./lab_log_formats.ts";
import { ONSET } from "./lab_shop.ts";

export interface LogTemplate {
  /** Share among the templates of a source that apply at the time. */
  readonly weight: number;
  /** Seconds since the load: the template appears only from, or only until then. */
  readonly from?: number;
  readonly until?: number;
  /** The text of an entry; several lines become several entries, as without a multiline stage. */
  readonly text: (dice: Dice, at: Date) => string;
}

export interface LogSource {
  /** App whose pods log, or `labels` for what is no pod. */
  readonly app?: string;
  readonly labels?: (dice: Dice) => Readonly<Record<string, string>>;
  /** Share among all sources. */
  readonly weight: number;
  readonly templates: readonly LogTemplate[];
}

/** The text by which the error that is new since payments ran out of memory is known. */
export const NEW_ERROR = "payment authorisation failed";

export const LOG_SOURCES: readonly LogSource[] = [
  {
    app: "edge",
    weight: 22,
    templates: [
      { weight: 97, text: (dice, at) => access(dice, at, 200) },
      { weight: 2, text: (dice, at) => access(dice, at, 404) },
      { weight: 6, from: ONSET.paymentsOutOfMemory, text: (dice, at) => access(dice, at, 503) },
    ],
  },
  {
    app: "web",
    weight: 20,
    templates: [
      {
        weight: 98,
        text: (dice, at) =>
          json(at, "info", "request handled", {
            method: "GET",
            path: dice.one(PATHS),
            status: 200,
            duration_ms: dice.between(3, 180),
            trace_id: dice.hex(32),
          }),
      },
      {
        weight: 1,
        text: (dice, at) =>
          json(at, "warn", "slow template render", { duration_ms: dice.between(400, 2000) }),
      },
    ],
  },
  {
    app: "checkout",
    weight: 12,
    templates: [
      {
        weight: 80,
        text: (dice) =>
          `level=info msg="order placed" order=${dice.between(100000, 999999)} ` +
          `items=${dice.between(1, 9)} duration=${dice.between(30, 220)}ms trace_id=${
            dice.hex(16)
          }`,
      },
      {
        weight: 1,
        text: (dice) =>
          `level=warn msg="slow call" target=orders duration=${dice.between(600, 2900)}ms`,
      },
      {
        weight: 12,
        from: ONSET.cartSelector,
        text: (dice) =>
          `level=warn msg="cart unavailable, using the basket of the session" ` +
          `err="dial tcp 10.96.31.7:8080: connect: connection refused" session=${dice.hex(12)}`,
      },
      {
        weight: 26,
        from: ONSET.paymentsOutOfMemory,
        text: (dice) =>
          `level=error msg="${NEW_ERROR}" order=${dice.between(100000, 999999)} ` +
          `err="dial tcp 10.96.88.14:8080: connect: connection refused" attempt=${
            dice.between(1, 3)
          }`,
      },
    ],
  },
  {
    app: "cart",
    weight: 5,
    templates: [
      {
        weight: 95,
        until: ONSET.cartSelector,
        text: (dice) =>
          `level=info msg="basket read" session=${dice.hex(12)} items=${dice.between(0, 9)}`,
      },
      { weight: 5, text: () => `level=debug msg="health check" path=/healthz status=200` },
    ],
  },
  {
    app: "catalog",
    weight: 10,
    templates: [
      {
        weight: 96,
        text: (dice, at) =>
          json(at, "info", "products listed", {
            category: dice.one(["garden", "kitchen", "books", "toys"]),
            count: dice.between(1, 60),
            duration_ms: dice.between(20, 700),
          }),
      },
      {
        weight: 4,
        text: (dice, at) =>
          json(at, "warn", "thread pool saturated", { queued: dice.between(5, 90), limit: 100 }),
      },
    ],
  },
  {
    app: "payments",
    weight: 4,
    templates: [
      {
        weight: 90,
        text: (dice, at) =>
          `${at.toISOString()}  INFO 1 --- [exec-${
            dice.between(1, 20)
          }] c.e.payments.Authorisations : ` +
          `authorised payment ${dice.hex(8)} of ${dice.between(5, 400)}.${
            dice.between(10, 99)
          } EUR`,
      },
      {
        weight: 3,
        from: -2 * 3600,
        text: (dice, at) =>
          `${at.toISOString()}  WARN 1 --- [gc-watch] c.e.payments.Memory : ` +
          `heap ${dice.between(225, 250)} MiB of 256 MiB after full collection`,
      },
      {
        weight: 4,
        from: ONSET.paymentsOutOfMemory,
        text: (dice, at) => outOfMemoryTrace(dice, at),
      },
    ],
  },
  {
    app: "orders",
    weight: 6,
    templates: [
      {
        weight: 97,
        text: (dice, at) =>
          json(at, "info", "order stored", {
            order: dice.between(100000, 999999),
            rows: dice.between(1, 9),
          }),
      },
      {
        weight: 3,
        text: (dice, at) =>
          json(at, "warn", "slow query", { table: "orders", duration_ms: dice.between(500, 3000) }),
      },
    ],
  },
  {
    app: "search",
    weight: 6,
    templates: [
      {
        weight: 99,
        text: (dice, at) =>
          `I${klog(at)} 1 query.go:${dice.one([88, 117])}] "Query answered" hits=${
            dice.between(0, 900)
          } took="${dice.between(2, 90)}ms"`,
      },
      {
        weight: 1,
        text: (_, at) => `W${klog(at)} 1 index.go:42] "Segment merge is behind" segments=31`,
      },
    ],
  },
  {
    app: "orders-db",
    weight: 3,
    templates: [
      {
        weight: 9,
        text: (dice, at) =>
          `${at.toISOString().replace("T", " ").slice(0, 23)} UTC [${
            dice.between(40, 99)
          }] LOG:  ` +
          `checkpoint complete: wrote ${dice.between(20, 900)} buffers`,
      },
      {
        weight: 1,
        text: (dice, at) =>
          `${at.toISOString().replace("T", " ").slice(0, 23)} UTC [${
            dice.between(100, 999)
          }] ERROR:  ` +
          `deadlock detected`,
      },
    ],
  },
  {
    app: "cache",
    weight: 1,
    templates: [
      {
        weight: 1,
        text: (dice) => `1:M * ${dice.between(10, 900)} changes in 60 seconds. Saving...`,
      },
    ],
  },
  {
    app: "ingress-nginx",
    weight: 4,
    templates: [{ weight: 1, text: (dice, at) => access(dice, at, 200) }],
  },
  {
    app: "coredns",
    weight: 1,
    templates: [
      {
        weight: 1,
        text: (dice) =>
          `[INFO] ${dice.address()}:${dice.between(30000, 60000)} - ${dice.between(1, 60000)} ` +
          `"A IN ${
            dice.one(["cart", "orders", "payments"])
          }.shop.svc.cluster.local. udp 54" NOERROR qr,aa,rd 106 0.0002s`,
      },
    ],
  },
  {
    app: "worker",
    weight: 4,
    templates: [
      {
        weight: 99,
        text: (dice) =>
          `INFO:worker:task ${dice.hex(8)} done in ${dice.between(1, 59)}.${dice.between(0, 9)}s`,
      },
      { weight: 1, text: (dice) => `WARNING:worker:task ${dice.hex(8)} retried (attempt 2)` },
    ],
  },
  {
    app: "otel-collector",
    weight: 2,
    templates: [
      {
        weight: 1,
        text: (dice, at) =>
          `${at.toISOString()}\tinfo\texporter/otlp\tBatch sent\t{"items": ${
            dice.between(20, 900)
          }}`,
      },
    ],
  },
  {
    app: "sandbox",
    weight: 0.5,
    templates: [{ weight: 1, text: () => `readiness: waiting for migration 0042 to finish` }],
  },
  {
    labels: (dice) => ({
      job: "systemd-journal",
      node_name: `node-${String(dice.between(1, 20)).padStart(2, "0")}`,
      unit: "kubelet.service",
    }),
    weight: 1,
    templates: [
      {
        weight: 1,
        text: (dice, at) =>
          `I${klog(at)} 812 kubelet.go:2410] "SyncLoop (PLEG): event for pod" pod="batch/worker-${
            dice.hex(5)
          }"`,
      },
    ],
  },
  {
    labels: () => ({ job: "loki.source.kubernetes_events", namespace: "shop" }),
    weight: 0.4,
    templates: [
      {
        weight: 1,
        from: ONSET.paymentsOutOfMemory,
        text: () =>
          event("BackOff", "Warning", "payments", "Back-off restarting failed container payments"),
      },
      {
        weight: 1,
        text: () =>
          event("ScalingReplicaSet", "Normal", "web", "Scaled up replica set web from 5 to 6"),
      },
    ],
  },
];

/** Logs of pods that have ended when the shop is loaded, oldest line first. */
export const ENDED_LOGS: Readonly<Record<string, readonly string[]>> = {
  "ledger-export": [
    "exporting ledger period 2026-10",
    "read 18233 entries in 4.1s",
    "fatal: cannot write s3://ledger/2026-10.parquet: AccessDenied",
    "exit status 2",
  ],
  "catalog-import": ["reading feed of 3 suppliers", "imported 4120 products, 12 skipped"],
  "report": ["building report of the day", "report sent to 2 recipients"],
};
