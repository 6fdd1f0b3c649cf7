import { describe, it } from "@std/testing/bdd";
import { assert } from "@std/assert";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { tool as lokiQuery } from "../../functions/loki_query.ts";
import { tool as metricsFind } from "../../functions/metrics_find.ts";
import { tool as promqlQuery } from "../../functions/promql_query.ts";
import type { LogEntry } from "../analysis/log_stream.ts";
import type { Sample } from "../analysis/series.ts";
import { NOW } from "./fake_context.ts";
import { assertGolden } from "./golden.ts";
import { runHandler } from "./run_handler.ts";

const END_SECONDS = NOW.getTime() / 1_000;
const SERVICES = ["cart", "catalog", "checkout", "edge", "orders", "payments", "search", "web"];

/** The last hour of a service's share of errors, minute by minute; one of them breaks after 40 minutes. */
function lastHour(service: string, at: number): Sample[] {
  return Array.from({ length: 61 }, (_, minute) => {
    const quiet = 0.002 + 0.0005 * Math.sin(minute / 9 + at);
    const value = service === "checkout" && minute > 40 ? 0.22 + quiet : quiet;
    return [END_SECONDS - (60 - minute) * 60, value];
  });
}

/** Two thousand lines of an access log and an application, of which 23 are failures. */
function accessLog(): LogEntry[] {
  return Array.from({ length: 1_999 }, (_, at) => {
    const time = new Date(NOW.getTime() - at * 1_500).toISOString();
    const status = at % 87 === 1 ? 500 : 200;
    const line = at % 4 === 0
      ? `${time} INFO order ${77_000 + at} placed by 10.2.0.${at % 250} in ${at % 90}ms`
      : `${time} INFO 10.1.${at % 7}.${at % 250} "GET /api/carts/${
        at * 31
      } HTTP/1.1" ${status} ${at}`;
    return { timeMs: NOW.getTime() - at * 1_500, line };
  });
}

function assertTokens(text: string, most: number): void {
  const tokens = encode(text).length;
  assert(tokens <= most, `${tokens} tokens`);
}

describe("the answers to queries", () => {
  it("summarise eight series of an hour in 700 tokens", async () => {
    const series = SERVICES.map((service, at) => ({
      labels: { namespace: "shop", service },
      samples: lastHour(service, at),
    }));
    const answer = { warnings: [], infos: [] };
    const counted = [{ labels: {}, samples: [[END_SECONDS, 120]] as const }];
    const range = () => Promise.resolve({ ...answer, resultType: "matrix" as const, series });
    const instant = () =>
      Promise.resolve({ ...answer, resultType: "vector" as const, series: counted });
    const { text } = await runHandler(promqlQuery, {
      expr:
        "sum by (namespace, service) (rate(failed[5m])) / sum by (namespace, service) (rate(all[5m]))",
      range: "1h",
    }, { prometheus: { range, instant } });
    assertTokens(text, 700);
    await assertGolden("promql.query", text);
  });

  it("fold two thousand log lines into 420 tokens without losing the failures", async () => {
    const labels = { namespace: "shop", app: "edge", pod: "edge-f78ff885c-gjs49" };
    const streams = [{ labels, entries: accessLog() }];
    const { text } = await runHandler(lokiQuery, { logql: '{namespace="shop", app="edge"}' }, {
      loki: {
        stats: () => Promise.resolve({ streams: 1, chunks: 0, entries: 0, bytes: 0 }),
        range: () => Promise.resolve({ resultType: "streams", streams, warnings: [] }),
      },
    });
    assertTokens(text, 420);
    await assertGolden("loki.query", text);
  });

  it("find a metric in 200 tokens", async () => {
    const names = ["kube_pod_container_status_restarts_total", "kube_pod_restart_policy", "up"];
    const samples: readonly Sample[] = [[END_SECONDS, 144]];
    const { text } = await runHandler(metricsFind, { text: "pod restarts" }, {
      prometheus: {
        labelValues: () => Promise.resolve(names),
        metadata: () =>
          Promise.resolve(
            new Map([
              [names[0] ?? "", {
                type: "counter",
                help: "[STABLE] The number of container restarts per container.",
                unit: "",
              }],
            ]),
          ),
        instant: () =>
          Promise.resolve({
            resultType: "vector",
            series: names.map((name) => ({ labels: { __name__: name }, samples })),
            warnings: [],
            infos: [],
          }),
      },
    });
    assertTokens(text, 200);
    await assertGolden("metrics.find", text);
  });
});
