import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { z } from "zod";
import { ToolError } from "../errors.ts";
import { parsePromql } from "../query/promql_parse.ts";
import { fakeContext } from "../testing/fake_context.ts";
import { assertAffordable } from "./metric_cost.ts";
import type { MetricTimes } from "./metric_times.ts";

const end = new Date("2026-11-01T10:30:00Z");
const input = z.strictObject({ expr: z.string() });

/** Gives the counts that were asked for; every selector has `series` series. */
async function check(expr: string, times: MetricTimes, series: number): Promise<readonly string[]> {
  const parsed = parsePromql(expr);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const asked: string[] = [];
  const context = fakeContext({
    prometheus: {
      instant: ({ expr }) => {
        asked.push(expr);
        return Promise.resolve({
          resultType: "vector",
          series: [{ labels: {}, samples: [[0, series]] }],
          warnings: [],
          infos: [],
        });
      },
    },
  });
  const call = { tool: "promql.query", input, arguments: { expr, range: "1d", step: "15s" } };
  await assertAffordable(context, { expr: parsed.ast.expr, times, call });
  return asked;
}

function over(hours: number, stepSeconds: number): MetricTimes {
  return { kind: "range", start: new Date(end.getTime() - hours * 3_600_000), end, stepSeconds };
}

describe("assertAffordable", () => {
  it("counts nothing for a query that no number of series makes expensive", async () => {
    assertEquals(await check("rate(x[5m])", { kind: "instant", time: end }, 0), []);
    assertEquals(await check("sum(x)", over(1, 60), 0), []);
  });

  it("counts the series of each selector once for a query that could be expensive", async () => {
    assertEquals(await check("rate(x[5m]) / rate(x[5m]) + y", over(6, 360), 10), [
      "count(x)",
      "count(y)",
    ]);
  });

  it("refuses more than 50 million samples with the estimate and a cheaper call", async () => {
    const error = await assertRejects(() => check("rate(x[5m])", over(24, 15), 2_000), ToolError);
    assertEquals(error.code, "limit_exceeded");
    assertEquals(
      error.message,
      "Cannot run a query that would read about 230 million samples, the limit is 50 million; " +
        "its largest selector has 2000 series",
    );
    assertEquals(
      error.hint?.startsWith(
        'Call promql.query {"expr":"topk(10, rate(x[5m]))","range":"1d","step":"2m"}',
      ),
      true,
    );
  });

  it("asks for matchers where no window is short enough", async () => {
    const instant: MetricTimes = { kind: "instant", time: end };
    const error = await assertRejects(() => check("rate(x[31d])", instant, 10_000), ToolError);
    assertEquals(error.hint?.startsWith("Add label matchers"), true);
  });
});
