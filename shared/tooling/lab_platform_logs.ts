/** What is logged around the shop: platform, batch work, node journal and Kubernetes events. */

import type { LogSource } from "./lab_log_lines.ts";
import { NODE_NAMES, ONSET } from "./lab_shop.ts";

export const PLATFORM_LOGS: readonly LogSource[] = [
  {
    app: "ingress-nginx",
    weight: 4,
    templates: [
      {
        weight: 1,
        text: `{ip} - - [{access-time}] "GET / HTTP/1.1" 200 {120-9000} [shop-edge-8080] {1-400}`,
      },
    ],
  },
  {
    app: "coredns",
    weight: 1,
    templates: [
      {
        weight: 1,
        text: `[INFO] {ip}:{30000-60000} - {1-60000} ` +
          `"A IN {cart|orders|payments}.shop.svc.cluster.local. udp 54" NOERROR qr,aa,rd 106 0.0002s`,
      },
    ],
  },
  {
    app: "otel-collector",
    weight: 2,
    templates: [
      { weight: 1, text: `{time}\tinfo\texporter/otlp\tBatch sent\t{"items": {20-900}}` },
    ],
  },
  {
    app: "worker",
    weight: 4,
    templates: [
      { weight: 99, text: `INFO:worker:task {hex:8} done in {1-59}.{0-9}s` },
      { weight: 1, text: `WARNING:worker:task {hex:8} retried (attempt 2)` },
    ],
  },
  {
    app: "sandbox",
    weight: 0.5,
    templates: [{ weight: 1, text: `readiness: waiting for migration 0042 to finish` }],
  },
  {
    labels: {
      job: "systemd-journal",
      node_name: `{${NODE_NAMES.join("|")}}`,
      unit: "kubelet.service",
    },
    weight: 1,
    templates: [
      {
        weight: 1,
        text:
          `I{klog-time} 812 kubelet.go:2410] "SyncLoop (PLEG): event for pod" pod="batch/worker-{hex:5}"`,
      },
    ],
  },
  {
    labels: { job: "loki.source.kubernetes_events", namespace: "shop" },
    weight: 0.4,
    templates: [
      {
        weight: 1,
        from: ONSET.paymentsOutOfMemory,
        text: `name=payments kind=Pod objectAPIversion=v1 reason=BackOff type=Warning ` +
          `sourcecomponent=kubelet count={1-9} msg="Back-off restarting failed container payments"`,
      },
      {
        weight: 1,
        text: `name=web kind=HorizontalPodAutoscaler objectAPIversion=autoscaling/v2 ` +
          `reason=SuccessfulRescale type=Normal sourcecomponent=horizontal-pod-autoscaler count=1 ` +
          `msg="New size: {5-7}; reason: cpu resource utilization (percentage of request) above target"`,
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
