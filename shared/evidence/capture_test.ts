import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { KubeObject } from "../analysis/kube_object.ts";
import type { Series } from "../analysis/series.ts";
import type { ApiResource } from "../backends/kubernetes.ts";
import type { PromqlResult } from "../backends/prometheus.ts";
import { unfoldRuns } from "../catalogue/runs.ts";
import { ToolError } from "../errors.ts";
import { type ContextParts, fakeContext, NOW } from "../testing/fake_context.ts";
import { captureIncident, type CaptureQuery } from "./capture.ts";

const NOW_SECONDS = NOW.getTime() / 1_000;
const START = new Date(NOW.getTime() - 3_600_000);
const nothing = () => Promise.resolve([]);

function resource(name: string, group = ""): ApiResource {
  const kind = name.slice(0, -1);
  const names = { resource: name, singular: kind, kind, shortNames: [] };
  return { group, version: "v1", ...names, namespaced: true, verbs: ["list"] };
}

function result(series: readonly Series[]): PromqlResult {
  return { resultType: "matrix", series, warnings: [], infos: [] };
}

async function capture(parts: ContextParts, query: Partial<CaptureQuery> = {}) {
  const empty: ContextParts = {
    kubernetes: { resources: nothing, podUsage: nothing, nodeUsage: nothing },
    prometheus: {
      labelValues: nothing,
      rules: nothing,
      alerts: nothing,
      metadata: () => Promise.resolve(new Map()),
    },
    loki: { labelNames: nothing, labelValues: nothing, series: nothing },
    alertmanager: { alerts: nothing, silences: nothing },
    nodeFacts: { list: nothing },
  };
  const merged = Object.fromEntries(
    Object.entries(empty).map(([name, methods]) => [
      name,
      { ...methods, ...parts[name as keyof ContextParts] },
    ]),
  );
  return await captureIncident(fakeContext({ ...parts, ...merged }), { start: START, ...query });
}

describe("captureIncident", () => {
  it("lists every kind but Secrets, and names those that cannot be read", async () => {
    const listed: string[] = [];
    const { parts, facts } = await capture({
      kubernetes: {
        resources: () =>
          Promise.resolve(["pods", "secrets", "leases"].map((name) => resource(name))),
        list: (kind) => {
          const { resource } = kind as ApiResource;
          listed.push(resource);
          if (resource === "leases") return Promise.reject(new ToolError("forbidden", "Cannot"));
          return Promise.resolve({ items: [pod("cart-0")], total: 1, unread: [] });
        },
      },
    });
    assertEquals(listed, ["pods", "leases"]);
    assertEquals(parts.objects, [pod("cart-0")]);
    assertEquals(parts.resources.map(({ resource, kept }) => [resource, kept]), [
      ["pods", true],
      ["secrets", false],
      ["leases", false],
    ]);
    assertEquals(facts.leftOut, [{ what: "kind leases", reason: "forbidden" }]);
  });

  it("leaves out what does not fit, by name, and keeps what is smaller behind it", async () => {
    const sizes: Record<string, number> = { pods: 100, services: 2_000, jobs: 100 };
    const { parts, facts } = await capture({
      kubernetes: {
        resources: () => Promise.resolve(Object.keys(sizes).map((name) => resource(name))),
        list: (kind) => {
          const name = "x".repeat(sizes[(kind as ApiResource).resource] ?? 0);
          return Promise.resolve({ items: [pod(name)], total: 1, unread: [] });
        },
      },
    }, { limitCharacters: 4_000 });
    assertEquals(facts.leftOut, [{ what: "kind services", reason: "size" }]);
    assertEquals(parts.objects.map(({ metadata }) => metadata.name.length), [100, 100]);
  });

  it("keeps the samples of saved queries and rules, and the names of all other metrics", async () => {
    const asked: string[] = [];
    const { parts } = await capture({
      prometheus: {
        labelValues: () => Promise.resolve(["go_goroutines", "queue_length", "up"]),
        rules: () => Promise.resolve([rule("sum(queue_length) > 5")]),
        instant: ({ expr }) => {
          asked.push(expr);
          return Promise.resolve(result([]));
        },
      },
    });
    assertEquals(asked, ["queue_length[4500s]", "queue_length", "up[4500s]", "up"]);
    assertEquals(parts.metrics, [
      { name: "go_goroutines", kept: false, outside: false },
      { name: "queue_length", kept: true, outside: false },
      { name: "up", kept: true, outside: false },
    ]);
  });

  it("marks a series that Prometheus no longer gives as gone one scrape after its last sample", async () => {
    const labels = { __name__: "up", pod: "cart-0" };
    const samples = [-90, -60].map((age) => [NOW_SECONDS + age, 1] as const);
    const { parts: { series: [series] } } = await capture({
      prometheus: {
        labelValues: () => Promise.resolve(["up"]),
        instant: ({ expr }) => Promise.resolve(result(expr === "up" ? [] : [{ labels, samples }])),
      },
    });
    assertEquals(series?.staleAtMs, NOW.getTime() - 30_000);
    assertEquals(unfoldRuns(series?.steps ?? []), [NOW.getTime() - 90_000, 30_000]);
  });

  it("leaves out metrics with native histograms", async () => {
    const histogram = { count: 1, sum: 1, buckets: [] };
    const histograms = [[NOW_SECONDS, histogram]] as const;
    const { facts, parts } = await capture({
      prometheus: {
        labelValues: () => Promise.resolve(["up"]),
        instant: () => Promise.resolve(result([{ labels: {}, samples: [], histograms }])),
      },
    });
    assertEquals([facts.leftOut.map(({ what }) => what), parts.series], [["metric up"], []]);
  });

  it("knows from when on a stream is whole", async () => {
    const streams = [{ app: "cart" }, { app: "web" }];
    const { parts } = await capture({
      loki: {
        labelNames: () => Promise.resolve(["app", "pod"]),
        series: () => Promise.resolve(streams),
        range: ({ logql, limit = 0 }) => {
          const isBusy = logql === '{app="cart", pod=""}';
          const entries = [2_000, 1_000].map((timeMs) => ({ timeMs, line: `at ${timeMs}` }))
            .slice(0, isBusy ? limit : 1);
          const labels = { app: isBusy ? "cart" : "web", detected_level: "info" };
          const streams = [{ labels, entries }];
          return Promise.resolve({ resultType: "streams", streams, warnings: [] });
        },
      },
    }, { linesPerStream: 2 });
    const added = { detected_level: "info" };
    assertEquals(parts.streams, [
      {
        labels: { app: "cart" },
        added,
        completeFromMs: 1_001,
        lines: [[1_000, "at 1000"], [2_000, "at 2000"]],
      },
      {
        labels: { app: "web" },
        added,
        completeFromMs: START.getTime() - 900_000,
        lines: [[2_000, "at 2000"]],
      },
    ]);
  });

  it("keeps alerts of its namespace and of none, and says of which it dropped some", async () => {
    const { parts } = await capture({
      alertmanager: {
        alerts: () => Promise.resolve(["shop", "dev", undefined].map(alert)),
        silences: nothing,
      },
    }, { namespace: "shop" });
    assertEquals(parts.alerts.map(({ fingerprint }) => fingerprint), ["0", "2"]);
    assertEquals(
      parts.foreignNamespaces.filter(({ source }) => source === "alertmanager"),
      [{ source: "alertmanager", namespace: "dev" }],
    );
  });

  it("tells how far it is", async () => {
    const context = fakeContext({
      kubernetes: {
        resources: () => Promise.resolve([resource("pods")]),
        list: () => Promise.resolve({ items: [], total: 0, unread: [] }),
        podUsage: nothing,
        nodeUsage: nothing,
      },
      prometheus: {
        labelValues: nothing,
        rules: nothing,
        alerts: nothing,
        metadata: () => Promise.resolve(new Map()),
      },
      loki: { labelNames: nothing },
      alertmanager: { alerts: nothing, silences: nothing },
      nodeFacts: { list: nothing },
    });
    await captureIncident(context, { start: START });
    assertEquals(context.reported, [{ message: "captured kind pods", progress: 1, total: 1 }]);
  });
});

function pod(name: string): KubeObject {
  return { metadata: { name } };
}

function rule(query: string) {
  const type = "alerting" as const;
  return { group: "g", name: "Full", type, query, health: "ok", labels: {} };
}

function alert(namespace: string | undefined, at: number) {
  return {
    fingerprint: String(at),
    labels: namespace === undefined ? { alertname: "A" } : { alertname: "A", namespace },
    annotations: {},
    startsAt: NOW.toISOString(),
    endsAt: NOW.toISOString(),
    state: "active" as const,
    silencedBy: [],
    inhibitedBy: [],
  };
}
