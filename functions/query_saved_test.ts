import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ToolError } from "../shared/errors.ts";
import { type ContextParts, fakeContext, NOW } from "../shared/testing/fake_context.ts";
import { runHandler } from "../shared/testing/run_handler.ts";
import { tool } from "./query_saved.ts";

const SECONDS = NOW.getTime() / 1_000;

/** A Prometheus that has these metrics and answers every query with one series of 4. */
function prometheusWith(metrics: readonly string[], sent: string[] = []): ContextParts {
  return {
    prometheus: {
      labelValues: () => Promise.resolve(metrics),
      instant: ({ expr }) => {
        sent.push(expr);
        return Promise.resolve({
          resultType: "vector" as const,
          series: [{ labels: { service: "cart" }, samples: [[SECONDS, 4]] as const }],
          warnings: [],
          infos: [],
        });
      },
    },
  };
}

async function refusal(args: Record<string, unknown>): Promise<ToolError> {
  return await assertRejects(() => runHandler(tool, args, fakeContext()), ToolError);
}

describe("query.saved", () => {
  it("runs the variant whose metrics the cluster has, narrowed to its scope", async () => {
    const sent: string[] = [];
    const context = fakeContext(prometheusWith(["istio_requests_total"], sent));
    const { output, text } = await runHandler(
      tool,
      { id: "svc_rate", namespace: "shop", service: "cart" },
      context,
    );
    const asked = sent.at(-1) ?? "";
    assertStringIncludes(asked, 'destination_service_namespace="shop"');
    assertStringIncludes(asked, 'destination_service_name="cart"');
    assertEquals(output.text, asked);
    assertEquals(output.total, 1);
    assertStringIncludes(text, "Service request rate (requests/s): 4 at 2026-11-01T10:30:00Z");
  });

  it("sends nothing without the metrics, and says which are missing", async () => {
    const sent: string[] = [];
    const context = fakeContext(prometheusWith(["up"], sent));
    const { output, text } = await runHandler(tool, { id: "svc_rate" }, context);
    assertEquals(sent, []);
    assertEquals(output.missing, ["http_requests_total"]);
    assertEquals(output.coverage, [{ source: "prometheus", state: "no series" }]);
    assertStringIncludes(text, "no result, this cluster has no http_requests_total");
  });

  it("answers an unknown id with the nearest one", async () => {
    const { code, hint = "" } = await refusal({ id: "svc_errs", namespace: "shop" });
    assertEquals(code, "not_found");
    assertStringIncludes(hint, 'query.saved {"id":"svc_errors","namespace":"shop"}');
  });

  it("refuses a scope that the query does not know, with the call without it", async () => {
    const { code, message, hint = "" } = await refusal({ id: "svc_rate", node: "node-01" });
    assertEquals([code, message], ["invalid_input", "Cannot narrow svc_rate by node"]);
    assertStringIncludes(hint, 'Call query.saved {"id":"svc_rate"}');
  });

  it("refuses a log query without the namespace that bounds it", async () => {
    const { code, message } = await refusal({ id: "log_errors" });
    assertEquals([code, message], ["invalid_input", "Cannot run log_errors without namespace"]);
  });

  it("folds the lines of a log query into templates", async () => {
    const entries = Array.from(
      { length: 30 },
      (_, at) => ({ timeMs: (SECONDS - at) * 1_000, line: `refused by 10.0.0.${at}` }),
    );
    const context = fakeContext({
      loki: {
        stats: () => Promise.resolve({ streams: 1, chunks: 1, entries: 30, bytes: 1_000 }),
        range: () =>
          Promise.resolve({
            resultType: "streams" as const,
            streams: [{ labels: { app: "cart" }, entries }],
            warnings: [],
          }),
      },
    });
    const { output } = await runHandler(tool, { id: "log_patterns", namespace: "shop" }, context);
    assertEquals(output.text, '{namespace="shop"}');
    assertEquals(output.lines?.table.total, 1);
  });
});
