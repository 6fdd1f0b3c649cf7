import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertNotMatch, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { errorOf, readState, withUpstream } from "../testing/loopback_fixture.ts";

describe("Upstream errors", () => {
  const cases: readonly [status: number, code: string, message: string][] = [
    [302, "upstream_unavailable", "Cannot read the state: Prometheus answered with status 302"],
    [400, "upstream_rejected", "Cannot read the state: Prometheus rejected the request"],
    [401, "forbidden", "Cannot read the state: Prometheus denied access"],
    [403, "forbidden", "Cannot read the state: Prometheus denied access"],
    [404, "not_found", "Cannot read the state: Prometheus does not have it"],
    [413, "limit_exceeded", "Cannot read the state: Prometheus finds the request too large"],
    [422, "upstream_rejected", "Cannot read the state: Prometheus rejected the request"],
    [429, "rate_limited", "Cannot read the state: Prometheus asks to slow down"],
    [500, "upstream_unavailable", "Cannot read the state: Prometheus answered with status 500"],
    [503, "upstream_unavailable", "Cannot read the state: Prometheus answered with status 503"],
    [504, "timeout", "Cannot read the state: Prometheus gave up waiting"],
  ];
  for (const [status, code, message] of cases) {
    it(`make ${code} of status ${status}, without the upstream's text`, async () => {
      const error = await errorOf(() =>
        new Response("secret upstream text", {
          status,
          headers: { location: "http://example.com" },
        })
      );
      assertEquals([error.code, error.message], [code, message]);
      assertNotMatch(error.text, /secret/);
    });
  }

  it("call not captured what a recorded incident does not hold, not missing", async () => {
    const headers = { "x-telemcp-not-captured": "metric" };
    const error = await errorOf(() => new Response("", { status: 404, headers }));
    assertEquals([error.code, error.coverage], ["upstream_rejected", "not captured"]);
    assertEquals(error.message, "Cannot read the state: a metric of it was not captured");
  });

  it("tell how long to wait when the upstream says so", async () => {
    const error = await errorOf(() =>
      new Response("", { status: 429, headers: { "retry-after": "7" } })
    );
    assertEquals(error.hint, "Try again in 7 seconds, or ask for less");
  });

  it("name the setting when nothing listens", async () => {
    const error = await errorOf(() => new Response(), {
      connect: () =>
        Promise.resolve({
          baseUrl: "http://127.0.0.1:1",
          fetch,
          headers: () => Promise.resolve({}),
        }),
    });
    assertEquals(
      error.text,
      "upstream_unavailable: Cannot reach Prometheus. " +
        "Check that Prometheus runs and that TELEMCP_PROMETHEUS_URL points at it",
    );
  });

  it("say that an answer which is not JSON cannot be understood", async () => {
    const error = await errorOf(() => new Response("<html>Sign in</html>"));
    assertEquals(error.code, "upstream_unavailable");
    assertEquals(error.message, "Cannot understand the answer of Prometheus");
  });

  it("say so when nothing is configured, and what would", async () => {
    await withUpstream(() => Response.json({}), async ({ call, requests, records }) => {
      const error = await assertRejects(() => readState(call), ToolError);
      assertEquals(error.coverage, "not configured");
      assertEquals(
        error.text,
        "upstream_unavailable: Cannot read Prometheus: it is not configured. " +
          "The operator can set TELEMCP_PROMETHEUS_URL",
      );
      assertEquals([requests.length, records.length], [0, 0]);
    }, { connect: undefined });
  });
});
