import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { withUpstream } from "../testing/loopback_fixture.ts";
import { SharedAnswers } from "./shared_answers.ts";
import type { Upstream, UpstreamCall } from "./upstream.ts";

const REQUEST = { purpose: "read the state", path: "/state" };
const CACHED = { cacheTtlSeconds: 60 };

function read(call: UpstreamCall, more = {}): Promise<unknown> {
  return call.json({ ...REQUEST, ...more }, (body) => body);
}

function callOf(upstream: Upstream, scope: string, signal = new AbortController().signal) {
  return upstream.for({ scope, signal });
}

describe("Cached answers", () => {
  it("are reused by the same scope for the same request only", async () => {
    await withUpstream((_, index) => Response.json(index), async ({ upstream, requests }) => {
      const a = callOf(upstream, "a");
      const b = callOf(upstream, "b");
      assertEquals([await read(a), await read(callOf(upstream, "a"))], [0, 0]);
      assertEquals(await read(b), 1);
      assertEquals(await read(a, { query: { limit: 1 } }), 2);
      assertEquals(await read(a, { form: { limit: 1 } }), 3);
      assertEquals(await read(a, { accept: "application/yaml" }), 4);
      assertEquals([await read(a), await read(b)], [0, 1]);
      assertEquals(requests.length, 5);
    }, CACHED);
  });

  it("are reported as hits", async () => {
    await withUpstream(() => Response.json({}), async ({ call, records }) => {
      await read(call);
      await read(call);
      const seen = records.map(({ backend, status, cache }) => [backend, status, cache]);
      assertEquals(seen, [["prometheus", "ok", "miss"], ["prometheus", "ok", "hit"]]);
    }, CACHED);
  });

  it("are parsed and decoded once", async () => {
    await withUpstream(() => Response.json({ a: 1 }), async ({ call }) => {
      let decoded = 0;
      const decode = (body: unknown) => {
        decoded += 1;
        return body;
      };
      const first = await call.json(REQUEST, decode);
      assertEquals([await call.json(REQUEST, decode) === first, decoded], [true, 1]);
    }, CACHED);
  });

  it("expire", async () => {
    await withUpstream((_, index) => Response.json(index), async ({ call }) => {
      const first = await read(call);
      let later = first;
      for (let round = 0; later === first && round < 1_000; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        later = await read(call);
      }
      assertEquals([first, later], [0, 1]);
    }, { cacheTtlSeconds: 0.01 });
  });

  it("are left out on a refresh, which leaves a new one", async () => {
    await withUpstream((_, index) => Response.json(index), async ({ call }) => {
      assertEquals(await read(call), 0);
      assertEquals(await read(call, { refresh: true }), 1);
      assertEquals(await read(call), 1);
    }, CACHED);
  });

  it("are neither used nor left by a request that wants none", async () => {
    await withUpstream((_, index) => Response.json(index), async ({ call }) => {
      assertEquals(await read(call, { uncached: true }), 0);
      assertEquals(await read(call), 1);
      assertEquals(await read(call, { uncached: true }), 2);
    }, CACHED);
  });

  it("do not hold failures", async () => {
    const answer = (_: unknown, index: number) =>
      index === 0 ? new Response("", { status: 400 }) : Response.json(index);
    await withUpstream(answer, async ({ call }) => {
      await assertRejects(() => read(call), ToolError);
      assertEquals(await read(call), 1);
    }, CACHED);
  });

  it("of the upstream itself are shared by all scopes, even with the cache off", async () => {
    await withUpstream((_, index) => Response.json(index), async ({ upstream }) => {
      const kept = { keepSeconds: 60 };
      assertEquals(await read(callOf(upstream, "a"), kept), 0);
      assertEquals(await read(callOf(upstream, "b"), kept), 0);
    });
  });

  it("push out the oldest when together they are too large, and are not held when one is", async () => {
    const answers = new SharedAnswers(100);
    const { signal } = new AbortController();
    const ask = (key: string, bytes: number) => {
      const load = () => Promise.resolve({ value: key, bytes });
      return answers.read({ key, ttlSeconds: 60, signal, load });
    };
    for (const key of ["a", "b", "c", "d", "e"]) await ask(key, 20).answer;
    await ask("large", 50).answer;
    assertEquals(
      ["a", "b", "e", "large"].map((key) => ask(key, 1).source),
      ["miss", "hit", "hit", "miss"],
    );
  });
});

describe("Requests in flight", () => {
  it("are joined by the same scope", async () => {
    await withUpstream((_, index) => Response.json(index), async ({ upstream, records }) => {
      const scopes = ["a", "a", "b"];
      const answers = await Promise.all(scopes.map((scope) => read(callOf(upstream, scope))));
      assertEquals(answers[0], answers[1]);
      assertEquals(answers[0] !== answers[2], true);
      assertEquals(records.map(({ cache }) => cache).sort(), ["miss", "miss", "shared"]);
    }, CACHED);
  });

  it("fail for all who joined", async () => {
    await withUpstream(
      () => new Response("", { status: 403 }),
      async ({ call, requests }) => {
        const reads = await Promise.allSettled([read(call), read(call)]);
        assertEquals(reads.map(({ status }) => status), ["rejected", "rejected"]);
        assertEquals(requests.length, 1);
      },
      CACHED,
    );
  });

  it("are not joined when the cache is off", async () => {
    await withUpstream(() => Response.json({}), async ({ call, requests }) => {
      await Promise.all([read(call), read(call)]);
      assertEquals(requests.length, 2);
    });
  });

  it("go on for the others when one caller leaves, also the one who started", async () => {
    const leaving = new AbortController();
    const { promise: answered, resolve: letAnswer } = Promise.withResolvers<void>();
    await withUpstream(async () => {
      leaving.abort();
      await answered;
      return Response.json("late");
    }, async ({ upstream, requests }) => {
      const left = read(callOf(upstream, "a", leaving.signal));
      const stayed = read(callOf(upstream, "a"));
      const error = await assertRejects(() => left, ToolError);
      assertEquals(error.message, "Cannot read the state before the call ended");
      letAnswer();
      assertEquals([await stayed, requests.length], ["late", 1]);
    }, CACHED);
  });

  it("end when the last caller leaves, and the next one starts anew", async () => {
    const leaving = new AbortController();
    const { promise: gone, resolve: onGone } = Promise.withResolvers<void>();
    await withUpstream(({ signal }, index) => {
      if (index > 0) return Response.json("new");
      leaving.abort();
      return new Promise((resolve) =>
        signal.addEventListener("abort", () => {
          onGone();
          resolve(new Response());
        })
      );
    }, async ({ upstream }) => {
      const first = read(callOf(upstream, "a", leaving.signal));
      const second = read(callOf(upstream, "a", leaving.signal));
      await assertRejects(() => first, ToolError);
      await assertRejects(() => second, ToolError);
      await gone;
      assertEquals(await read(callOf(upstream, "a")), "new");
    }, { ...CACHED, timeoutSeconds: 600 });
  });
});
