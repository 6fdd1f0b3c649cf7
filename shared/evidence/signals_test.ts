import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ToolError } from "../errors.ts";
import { type ContextParts, fakeContext, NOW } from "../testing/fake_context.ts";
import { readSignals } from "./signals.ts";

const window = { start: new Date(NOW.getTime() - 3_600_000), end: NOW };

/** A prometheus with requests to one service, of which some fail since twenty minutes before now. */
function prometheus(asked: string[] = []) {
  return {
    labelValues: () => Promise.resolve(["http_requests_total", "http_client_requests_total"]),
    range: (
      { expr, start, end, stepSeconds }: {
        expr: string;
        start: Date;
        end: Date;
        stepSeconds: number;
      },
    ) => {
      asked.push(expr);
      const times: number[] = [];
      for (let at = start.getTime(); at <= end.getTime(); at += 1_000 * stepSeconds) times.push(at);
      const isCall = expr.includes("http_client_requests_total");
      const labels = isCall
        ? { figure: "call_rate", namespace: "shop", service: "web", target: "cart" }
        : { figure: "request_rate", namespace: "shop", service: "cart" };
      const onset = NOW.getTime() - 20 * 60_000;
      const series = [
        {
          labels: { ...labels, code: "200" },
          samples: times.map((at) => [at / 1_000, 46] as const),
        },
        {
          labels: { ...labels, code: "503" },
          samples: times.filter((at) => at > onset).map((at) => [at / 1_000, 4] as const),
        },
      ];
      return Promise.resolve({ resultType: "matrix" as const, series, warnings: [], infos: [] });
    },
  };
}

describe("readSignals", () => {
  it("finds a code that appears only in the window, with its share and onset", async () => {
    const context = fakeContext({ prometheus: prometheus() });
    const { signals } = await readSignals(context, { window, scope: {} });
    const error = signals.find(({ signal }) => signal === "error_rate");
    assertEquals(
      { ...error, expr: "", score: 0 },
      {
        signal: "error_rate",
        entity: { kind: "Service", namespace: "shop", name: "cart" },
        labels: { code: "503" },
        unit: "requests/s",
        before: 0,
        now: 4,
        share: 0.08,
        score: 0,
        since: "2026-11-01T10:10:00.000Z",
        isBad: true,
        expr: "",
      },
    );
  });

  it("gives the calls between services, before and now", async () => {
    const context = fakeContext({ prometheus: prometheus() });
    const { calls } = await readSignals(context, { window, scope: {} });
    assertEquals(calls, [{
      from: { kind: "Service", namespace: "shop", name: "web" },
      to: { kind: "Service", namespace: "shop", name: "cart" },
      requestsPerSecond: 50,
      before: 46,
      errorShare: 0.08,
    }]);
  });

  it("asks one query for each group that has metrics", async () => {
    const asked: string[] = [];
    await readSignals(fakeContext({ prometheus: prometheus(asked) }), { window, scope: {} });
    assertEquals(asked.length, 2);
  });

  it("says in coverage that a group could not be read, and keeps the others", async () => {
    const reader = prometheus();
    const range: typeof reader.range = (query) =>
      query.expr.includes("client")
        ? Promise.reject(new ToolError("timeout", "Cannot query Prometheus in time"))
        : reader.range(query);
    const context = fakeContext({ prometheus: { ...reader, range } });
    const { signals, calls, coverage } = await readSignals(context, { window, scope: {} });
    assertEquals([signals.some(({ isBad }) => isBad), calls], [true, []]);
    assertEquals(coverage, [
      { source: "prometheus signals", state: "ok" },
      {
        source: "prometheus calls",
        state: "timed out",
        detail: "Cannot query Prometheus in time",
      },
    ]);
  });

  it("reads containers of a large cluster every five minutes, and requests every minute", async () => {
    const steps = new Map<string, number>();
    const names = ["http_requests_total", "kube_pod_info", "container_memory_working_set_bytes"]
      .concat("kube_pod_container_resource_limits");
    const answer = { resultType: "matrix" as const, series: [], warnings: [], infos: [] };
    const large: NonNullable<ContextParts["prometheus"]> = {
      labelValues: () => Promise.resolve(names),
      instant: () =>
        Promise.resolve({ ...answer, series: [{ labels: {}, samples: [[0, 30_000]] }] }),
      range({ expr, stepSeconds }) {
        steps.set(expr.includes("container_memory") ? "containers" : "requests", stepSeconds);
        return Promise.resolve(answer);
      },
    };
    const { coverage } = await readSignals(fakeContext({ prometheus: large }), {
      window,
      scope: {},
    });
    assertEquals(steps, new Map([["requests", 60], ["containers", 300]]));
    assertEquals(coverage, [{
      source: "prometheus signals",
      state: "ok",
      detail: "containers and nodes every 5 minutes or less often",
    }]);
  });

  it("says that Prometheus is away", async () => {
    const labelValues = () =>
      Promise.reject(new ToolError("upstream_unavailable", "Cannot reach Prometheus"));
    const context = fakeContext({ prometheus: { labelValues } });
    assertEquals(await readSignals(context, { window, scope: {} }), {
      signals: [],
      calls: [],
      coverage: [{
        source: "prometheus",
        state: "unavailable",
        detail: "Cannot reach Prometheus",
      }],
    });
  });
});
