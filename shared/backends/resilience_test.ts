import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { type AnswerOf, readState, STATE, withUpstream } from "../testing/loopback_fixture.ts";

describe("Upstream retries", () => {
  it("ask up to three times and give the answer that came", async () => {
    await withUpstream(
      (_, index) => index < 2 ? new Response("", { status: 503 }) : Response.json({ ok: true }),
      async ({ call, requests, records }) => {
        assertEquals(await readState(call), { ok: true });
        assertEquals(requests.length, 3);
        assertEquals(records.map(({ status }) => status), ["ok"]);
      },
    );
  });

  const once: readonly [what: string, answer: AnswerOf][] = [
    ["a refused query", () => new Response("", { status: 400 })],
    ["an internal error", () => new Response("", { status: 500 })],
    ["a 503 that the server explains", () => Response.json({ status: "error" }, { status: 503 })],
  ];
  for (const [what, answer] of once) {
    it(`do not repeat ${what}`, async () => {
      await withUpstream(answer, async ({ call, requests }) => {
        await assertRejects(() => readState(call), ToolError);
        assertEquals(requests.length, 1);
      });
    });
  }

  it("do not repeat what may fail alone", async () => {
    await withUpstream(() => new Response("", { status: 503 }), async ({ call, requests }) => {
      await assertRejects(() => call.text({ ...STATE, isolated: true }), ToolError);
      assertEquals(requests.length, 1);
    });
  });
});

describe("Upstream circuit breaker", () => {
  const answer: AnswerOf = (_, index) =>
    index < 3 ? new Response("", { status: 502 }) : Response.json({});

  it("stops asking an upstream that keeps failing", async () => {
    await withUpstream(answer, async ({ call, requests }) => {
      await assertRejects(() => readState(call), ToolError);
      const error = await assertRejects(() => readState(call), ToolError);
      assertEquals(error.text.split(". ")[0], "upstream_unavailable: Cannot reach Prometheus");
      assertEquals(requests.length, 3);
    }, { breakAfterFailures: 3, breakSeconds: 3_600 });
  });

  it("closes when the upstream answers again", async () => {
    await withUpstream(answer, async ({ call, requests }) => {
      await assertRejects(() => readState(call), ToolError);
      assertEquals([await readState(call), await readState(call)], [{}, {}]);
      assertEquals(requests.length, 5);
    }, { breakAfterFailures: 3, breakSeconds: 0 });
  });

  it("stays closed through refusals and failures of isolated parts", async () => {
    await withUpstream(
      (_, index) =>
        index < 2 ? new Response("", { status: index === 0 ? 500 : 503 }) : Response.json({}),
      async ({ call }) => {
        await assertRejects(() => readState(call), ToolError);
        await assertRejects(() => call.text({ ...STATE, isolated: true }), ToolError);
        assertEquals(await readState(call), {});
      },
      { breakAfterFailures: 1, breakSeconds: 3_600 },
    );
  });
});
