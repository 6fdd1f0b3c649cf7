import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Pod } from "../analysis/kube_pod.ts";
import { ToolError } from "../errors.ts";
import { fakeContext, NOW } from "../testing/fake_context.ts";
import { readLogShifts } from "./log_shifts.ts";

const window = { start: new Date(NOW.getTime() - 3_600_000), end: NOW };
const onset = new Date(NOW.getTime() - 20 * 60_000);
const suspects = [{ kind: "Deployment", namespace: "shop", name: "orders" }];
const POD = "orders-5b7d8c9f6d-x2x4x";

const crashed = {
  metadata: {
    name: POD,
    namespace: "shop",
    labels: { "pod-template-hash": "5b7d8c9f6d" },
    ownerReferences: [{ kind: "ReplicaSet", name: "orders-5b7d8c9f6d", controller: true }],
  },
  spec: { nodeName: "node-01", containers: [{ name: "orders" }] },
  status: {
    phase: "Running",
    containerStatuses: [{
      name: "orders",
      restartCount: 4,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 1, finishedAt: "2026-11-01T10:29:00Z" } },
    }],
  },
} as Pod;

/** A Loki where `orders` writes errors from the onset on. */
function loki(asked: string[] = []) {
  return {
    range: ({ logql, start, end }: { logql: string; start: Date; end: Date }) => {
      asked.push(logql);
      const entries = [];
      for (let timeMs = start.getTime(); timeMs < end.getTime(); timeMs += 30_000) {
        if (timeMs >= onset.getTime()) entries.push({ timeMs, line: "level=error no currency" });
      }
      const labels = { namespace: "shop", app: "orders", pod: POD, node_name: "node-01" };
      const streams = [{ labels, entries }];
      return Promise.resolve({ resultType: "streams" as const, streams, warnings: [] });
    },
  };
}

describe("readLogShifts", () => {
  it("finds what a suspect writes since the onset, with the query that shows it", async () => {
    const asked: string[] = [];
    const context = fakeContext({ loki: loki(asked) });
    const { logs, coverage } = await readLogShifts(context, { suspects, window, onset });
    assertEquals(asked.length, 4);
    assertEquals(coverage, [{ source: "loki", state: "ok" }]);
    assertEquals(
      logs.map(({ kind, template, since, nodes, logql }) => ({
        kind,
        template,
        since,
        nodes,
        logql,
      })),
      [{
        kind: "new",
        template: "level=error no currency",
        since: onset.toISOString(),
        nodes: ["node-01"],
        logql: '{namespace="shop", app="orders"} |= "no currency"',
      }],
    );
  });

  it("reads what a crashed container wrote last", async () => {
    const podLog = () => Promise.resolve("2026-11-01T10:28:59Z level=error missing GATEWAY_URL\n");
    const context = fakeContext({ loki: loki(), kubernetes: { podLog } });
    const { logs } = await readLogShifts(context, { suspects, window, onset, pods: [crashed] });
    const last = logs.find(({ previousOf }) => previousOf === "orders");
    assertEquals(
      [last?.sample, last?.pods, last?.entity],
      ["level=error missing GATEWAY_URL", [POD], suspects[0]],
    );
  });

  it("reads the logs of pods where Loki is away, and says so", async () => {
    const range = () => Promise.reject(new ToolError("upstream_unavailable", "Cannot reach Loki"));
    const podLog = () => Promise.resolve("2026-11-01T10:28:59Z level=error no currency\n");
    const context = fakeContext({ loki: { range }, kubernetes: { podLog } });
    const { logs, coverage } = await readLogShifts(context, {
      suspects,
      window,
      onset,
      pods: [crashed],
    });
    assert(logs.some(({ sample, logql }) => sample.endsWith("no currency") && !logql));
    assertEquals(coverage, [
      { source: "loki", state: "unavailable", detail: "Cannot reach Loki" },
      {
        source: "kubernetes pod logs",
        state: "ok",
        detail: "in place of Loki, the newest lines of 1 pod",
      },
    ]);
  });

  it("says once that pods do not stand in either", async () => {
    const late = () => Promise.reject(new ToolError("timeout", "Cannot read it in time"));
    const context = fakeContext({ loki: { range: late }, kubernetes: { podLog: late } });
    const pods = [{ ...crashed, status: {} }];
    const { coverage } = await readLogShifts(context, { suspects, window, pods });
    assertEquals(coverage.at(-1), {
      source: "kubernetes pod logs",
      state: "timed out",
      detail: "in place of Loki, none of 1 pod",
    });
    assertEquals(coverage.length, 2);
  });

  it("asks nothing without suspects", async () => {
    const reading = await readLogShifts(fakeContext(), { suspects: [], window });
    assertEquals(reading, { logs: [], coverage: [] });
  });
});
