import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { readingWith } from "../testing/loopback_fixture.ts";
import { createLoki } from "./loki.ts";
import { createPrometheus } from "./prometheus.ts";

describe("Refusals by Prometheus 3.15", () => {
  const reading = readingWith(createPrometheus, {});
  const cases: readonly [
    status: number,
    errorType: string,
    error: string,
    code: string,
    hint: string,
  ][] = [
    [
      400,
      "bad_data",
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution",
      "limit_exceeded",
      "Use a larger step or a shorter range",
    ],
    [
      422,
      "execution",
      "query processing would load too many samples into memory in query execution",
      "limit_exceeded",
      "Narrow the selector, shorten the range, or aggregate before comparing",
    ],
    [
      422,
      "execution",
      "found duplicate series for the match group {} on the right hand-side of the operation",
      "upstream_rejected",
      "Aggregate both sides by the same labels, or match with on(…) group_left()",
    ],
    [
      503,
      "timeout",
      "query timed out in expression evaluation",
      "timeout",
      "Shorten the range, use a larger step, or narrow the selector",
    ],
    [
      400,
      "bad_data",
      'invalid parameter "query": 1:3: parse error: unexpected end of input',
      "upstream_rejected",
      "Check the arguments, or ask for less",
    ],
  ];
  for (const [status, errorType, error, code, hint] of cases) {
    it(`with "${error.slice(0, 40)}…" are ${code}`, async () => {
      const { result } = await reading(
        () => Response.json({ status: "error", errorType, error }, { status }),
        (one) => assertRejects(() => one.instant({ expr: "up" }), ToolError),
      );
      assertEquals([result.code, result.hint], [code, hint]);
      assertEquals(result.text.includes(error), false);
    });
  }
});

describe("Refusals by Loki 3.7", () => {
  const reading = readingWith(createLoki, { name: "loki", setting: "TELEMCP_LOKI_URL" });
  const cases: readonly [status: number, text: string, code: string, message: string][] = [
    [
      400,
      "parse error at line 1, col 8: syntax error: unexpected $end",
      "upstream_rejected",
      "Cannot query Loki: Loki rejected the request",
    ],
    [
      400,
      "the query time range exceeds the limit (query length: 1000h, limit: 721h)",
      "limit_exceeded",
      "Cannot query Loki: its range or limit is larger than the server allows",
    ],
    [
      400,
      "maximum of series (500) reached for a single query",
      "limit_exceeded",
      "Cannot query Loki: it would read too much",
    ],
    [
      400,
      "queries require at least one regexp or equality matcher that does not have an empty-compatible value",
      "upstream_rejected",
      "Cannot query Loki: its selector would match everything",
    ],
    [401, "no org id", "forbidden", "Cannot query Loki: it wants a tenant"],
    [
      429,
      "too many outstanding requests",
      "rate_limited",
      "Cannot query Loki: Loki asks to slow down",
    ],
  ];
  for (const [status, text, code, message] of cases) {
    it(`with "${text.slice(0, 40)}" are ${code}`, async () => {
      const { result } = await reading(
        () => new Response(`${text}\n`, { status }),
        (one) => assertRejects(() => one.instant({ logql: "{}" }), ToolError),
      );
      assertEquals([result.code, result.message], [code, message]);
    });
  }
});
