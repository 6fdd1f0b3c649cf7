import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { z } from "zod";
import { ToolError } from "../errors.ts";
import { parseLogql } from "../query/logql_parse.ts";
import { fakeContext } from "../testing/fake_context.ts";
import { assertLogsAffordable } from "./log_cost.ts";

const window = {
  start: new Date("2026-11-01T09:30:00Z"),
  end: new Date("2026-11-01T10:30:00Z"),
};
const input = z.strictObject({ logql: z.string() });
const GIB = 1024 ** 3;

/** Gives the windows that were asked for. */
async function check(
  logql: string,
  { bytes = 0, streams = 1, until = undefined as string | undefined } = {},
) {
  const parsed = parseLogql(logql);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const asked: string[] = [];
  const { loki } = fakeContext({
    loki: {
      stats: ({ selector, start }) => {
        asked.push(`${selector} ${start.toISOString().slice(11, 16)}`);
        return Promise.resolve({ streams, bytes, chunks: 0, entries: 0 });
      },
      labelValues: () => Promise.resolve(["shop", "dev"]),
    },
  });
  const call = { tool: "loki.query", input, arguments: { logql, until } };
  await assertLogsAffordable({ loki }, { expr: parsed.ast, window, call });
  return asked;
}

async function refusal(...given: Parameters<typeof check>) {
  const error = await assertRejects(() => check(...given), ToolError);
  return [error.code, error.message, error.hint];
}

describe("assertLogsAffordable", () => {
  it("looks once at each selector, as far back as a range reaches", async () => {
    const logql = 'sum(rate({app="a"}[30m])) / sum(rate({app="b"} |= "x" [5m]))';
    assertEquals(await check(logql), ['{app="a"} 09:00', '{app="b"} 09:00']);
  });

  it("takes zero bytes for unknown", async () => {
    assertEquals(await check('{app="a"} |= "x"', { bytes: 0, streams: 0 }), ['{app="a"} 09:30']);
  });

  it("refuses a selector that leaves everything in with one that names a namespace", async () => {
    assertEquals(await refusal('{app=~".+"} |= "x"'), [
      "limit_exceeded",
      "Cannot read every stream, the selector names none",
      'Call loki.query {"logql":"{namespace=\\"dev\\"} |= \\"x\\""}',
    ]);
  });

  it("refuses a filter over more than 2 GiB with a window that fits", async () => {
    assertEquals(await refusal('{app="a"} |= "x"', { bytes: 8 * GIB }), [
      "limit_exceeded",
      "Cannot run a query that would read about 8Gi, the limit is 2Gi",
      'Call loki.query {"logql":"{app=\\"a\\"} |= \\"x\\"","since":"15m"}, or add matchers such as app="cart"',
    ]);
  });

  it("counts the window that fits back from a given end", async () => {
    const [, , hint] = await refusal('rate({app="a"}[1m])', { bytes: 8 * GIB, until: "10m" });
    assertEquals(hint?.includes('"until":"10m","since":"2026-11-01T10:15:00Z"'), true);
  });

  it("lets the newest lines of whole streams pass, whatever the streams hold", async () => {
    assertEquals(await check('{app="a"}', { bytes: 8 * GIB }), ['{app="a"} 09:30']);
  });

  it("refuses more than 10,000 streams", async () => {
    const [code, message] = await refusal('{app="a"}', { streams: 10_001 });
    assertEquals([code, message], [
      "limit_exceeded",
      "Cannot open 10001 streams, the limit is 10000",
    ]);
  });
});
