import type { ApiResource } from "../backends/kubernetes.ts";
import type { NodeFacts } from "../catalogue/node_facts.ts";
import type { Clients } from "../context.ts";
import { fakeContext } from "./fake_context.ts";

/** What a principal of namespace `mine` must never see, in every field of everything in `theirs`. */
export const CANARY = "canary-of-theirs";

const PODS: ApiResource = {
  group: "",
  version: "v1",
  resource: "pods",
  singular: "pod",
  kind: "Pod",
  shortNames: ["po"],
  namespaced: true,
  verbs: ["get", "list", "watch"],
};
const LABELS = { alertname: CANARY, namespace: "theirs", pod: CANARY };
const OBJECT = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: CANARY, namespace: "theirs", labels: { app: CANARY } },
  spec: { nodeName: CANARY, containers: [{ name: CANARY, image: CANARY }] },
  status: { phase: "Running" },
  // An event has these too.
  type: "Warning",
  reason: CANARY,
  message: CANARY,
  involvedObject: { kind: "Pod", name: CANARY, namespace: "theirs" },
  lastTimestamp: "2026-11-01T10:20:00Z",
  count: 1,
};
const STREAM = {
  labels: LABELS,
  entries: [{ timeMs: Date.parse("2026-11-01T10:20:00Z"), line: CANARY }],
};
const SERIES = { labels: LABELS, samples: [[1_793_528_000, 1]] } as const;

const HOST: NodeFacts = {
  version: 1,
  node: CANARY,
  facts: {
    collected_at: "2026-11-01T10:29:00Z",
    units: [{ name: "kubelet.service", state: "failed", last_log: CANARY }],
    kernel_log: [CANARY],
  },
};

/** Readers of a cluster in which only namespace `theirs` has anything; not narrowed. */
export function foreignCluster(): Clients {
  const nothingRead = { unread: [] };
  return fakeContext({
    kubernetes: {
      resolve: () => Promise.resolve(PODS),
      resources: () => Promise.resolve([PODS]),
      namespaces: () => Promise.resolve(["theirs"]),
      list: (_, options) =>
        Promise.resolve(
          options?.namespace === "mine" || options?.namespaces?.includes("theirs") === false
            ? { items: [], total: 0, ...nothingRead }
            : { items: [OBJECT], total: 1, ...nothingRead },
        ),
      count: (_, options) => Promise.resolve(options?.namespace === "mine" ? 0 : 1),
      get: () => Promise.resolve(OBJECT),
      podLog: () => Promise.resolve(`2026-11-01T10:00:00Z ${CANARY}\n`),
      podUsage: () =>
        Promise.resolve([{ namespace: "theirs", pod: CANARY, cpuCores: 1, memoryBytes: 1 }]),
      nodeUsage: () => Promise.resolve([{ node: CANARY, cpuCores: 1, memoryBytes: 1 }]),
    },
    prometheus: {
      instant: () => Promise.resolve(queryResult("vector")),
      range: () => Promise.resolve(queryResult("matrix")),
      series: () => Promise.resolve([LABELS]),
      labelNames: () => Promise.resolve([CANARY]),
      labelValues: () => Promise.resolve([CANARY]),
      metadata: () => Promise.resolve(new Map([[CANARY, { type: "gauge", help: "", unit: "" }]])),
      rules: () => Promise.resolve([]),
      alerts: () => Promise.resolve([]),
      targets: () => Promise.resolve([]),
    },
    loki: {
      instant: () => Promise.resolve(queryResult("vector")),
      range: () => Promise.resolve({ resultType: "streams", streams: [STREAM], warnings: [] }),
      labelNames: () => Promise.resolve([CANARY]),
      labelValues: () => Promise.resolve([CANARY]),
      series: () => Promise.resolve([LABELS]),
      stats: () => Promise.resolve({ streams: 1, chunks: 1, entries: 1, bytes: 1 }),
      patterns: () => Promise.resolve([{ pattern: CANARY, count: 1, firstMs: 0, lastMs: 0 }]),
    },
    alertmanager: {
      alerts: () =>
        Promise.resolve([{
          fingerprint: CANARY,
          labels: LABELS,
          annotations: { summary: CANARY },
          startsAt: "2026-11-01T10:00:00Z",
          endsAt: "2026-11-01T11:00:00Z",
          state: "active",
          silencedBy: [],
          inhibitedBy: [],
        }]),
      silences: () => Promise.resolve([]),
    },
    nodeFacts: { list: () => Promise.resolve([HOST]), get: () => Promise.resolve(HOST) },
  });
}

function queryResult<T extends "vector" | "matrix">(resultType: T) {
  return { resultType, series: [SERIES], warnings: [], infos: [] };
}
