import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { errorOf, readState, STATE, withUpstream } from "../testing/loopback_fixture.ts";
import { Upstream } from "./upstream.ts";

describe("Upstream bounds", () => {
  it("turn a server that never answers into a timeout", async () => {
    const error = await errorOf(({ signal }) => hang(signal), { timeoutSeconds: 0.05 });
    assertEquals(error.code, "timeout");
    assertEquals(error.message, "Cannot read the state within 0.05 seconds");
  });

  it("turn a server that stalls in the middle of a body into a timeout", async () => {
    const stalled = () =>
      new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array([123])) }));
    const error = await errorOf(stalled, { timeoutSeconds: 0.05 });
    assertEquals(error.code, "timeout");
  });

  it("cut an endless body at the limit and cancel the rest", async () => {
    let sent = 0;
    const { promise: cancelled, resolve: onCancel } = Promise.withResolvers<void>();
    const body = () =>
      new ReadableStream({
        pull(controller) {
          sent += 64 * 1024;
          if (sent > 200 * 1024 * 1024) controller.close();
          else controller.enqueue(new Uint8Array(64 * 1024).fill(32));
        },
        cancel: () => onCancel(),
      });
    const error = await errorOf(() => new Response(body()));
    assertEquals(error.code, "limit_exceeded");
    assertEquals(error.message, "Cannot read the state: the answer is larger than 1048576 bytes");
    await cancelled;
    assertLess(sent, 100 * 1024 * 1024);
  });

  it("count the bytes of a gzip body after decompression", async () => {
    const zipped = await gzip(" ".repeat(8 * 1024 * 1024) + "{}");
    assertLess(zipped.length, 100_000);
    const error = await errorOf(() =>
      new Response(zipped, { headers: { "content-encoding": "gzip" } })
    );
    assertEquals(error.code, "limit_exceeded");
  });

  it("read a gzip body", async () => {
    const zipped = await gzip('{"a":1}');
    await withUpstream(
      () => new Response(zipped, { headers: { "content-encoding": "gzip" } }),
      async ({ call }) => assertEquals(await readState(call), { a: 1 }),
    );
  });

  it("let only so many requests run at the same time", async () => {
    let running = 0;
    let most = 0;
    await withUpstream(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
      return Response.json({});
    }, async ({ call }) => {
      await Promise.all(Array.from({ length: 8 }, () => readState(call)));
    }, { concurrency: 3 });
    assertEquals(most, 3);
  });
});

describe("Upstream deadlines", () => {
  it("free the turn of a request that does not listen to its signal", async () => {
    let asked = 0;
    const deaf: typeof fetch = () => {
      asked += 1;
      return asked === 1 ? new Promise(() => {}) : Promise.resolve(Response.json("second"));
    };
    const connect = () =>
      Promise.resolve({
        baseUrl: "http://deaf.test",
        fetch: deaf,
        headers: () => Promise.resolve({}),
      });
    await withUpstream(() => new Response(), async ({ call }) => {
      assertEquals((await assertRejects(() => readState(call), ToolError)).code, "timeout");
      assertEquals(await readState(call), "second");
    }, { connect, concurrency: 1, timeoutSeconds: 0.05 });
  });
});

describe("Upstream calls", () => {
  it("end with a timeout, and at the server too, when their signal aborts", async () => {
    const { promise: gone, resolve: onGone } = Promise.withResolvers<void>();
    const caller = new AbortController();
    await withUpstream(({ signal }) => {
      signal.addEventListener("abort", () => onGone());
      caller.abort();
      return hang(signal);
    }, async ({ upstream, records }) => {
      const call = upstream.for({ scope: "a", signal: caller.signal });
      const error = await assertRejects(() => readState(call), ToolError);
      assertEquals(error.code, "timeout");
      assertEquals(error.message, "Cannot read the state before the call ended");
      assertEquals(records.map(({ status }) => status), ["timeout"]);
      await gone;
    });
  });

  it("send nothing when their signal has aborted", async () => {
    await withUpstream(() => Response.json({}), async ({ upstream, requests }) => {
      const call = upstream.for({ scope: "a", signal: AbortSignal.abort() });
      await assertRejects(() => readState(call), ToolError, "before the call ended");
      assertEquals(requests.length, 0);
    }, { cacheTtlSeconds: 10 });
  });

  it("send parameters, accepted type and credentials", async () => {
    await withUpstream(() => Response.json({}), async ({ call, requests }) => {
      await call.json({ ...STATE, query: { a: ["1", "2"], b: undefined, c: 3 } }, () => 0);
      await call.json({ ...STATE, form: { q: "x y" }, accept: "application/yaml" }, () => 0);
      assertEquals(requests.map(({ method, parameters }) => [method, String(parameters)]), [
        ["GET", "a=1&a=2&c=3"],
        ["POST", "q=x+y"],
      ]);
      assertEquals(requests[1]?.headers.get("accept"), "application/yaml");
    });
  });

  it("connect again after a connection that failed", async () => {
    let connects = 0;
    await withUpstream(() => Response.json(1), async ({ url }) => {
      const upstream = new Upstream({
        name: "kubernetes",
        setting: "TELEMCP_KUBECONFIG",
        connect: () => {
          connects += 1;
          if (connects === 1) return Promise.reject(new ToolError("upstream_unavailable", "No"));
          return Promise.resolve({ baseUrl: url, fetch, headers: () => Promise.resolve({}) });
        },
        timeoutSeconds: 1,
        limitBytes: 100,
        cacheTtlSeconds: 0,
        observe: () => {},
      });
      const call = upstream.for({ scope: "a", signal: new AbortController().signal });
      await assertRejects(() => readState(call), ToolError, "No");
      assertEquals([await readState(call), await readState(call), connects], [1, 1, 2]);
    });
  });
});

function hang(signal: AbortSignal): Promise<Response> {
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(new Response()), { once: true })
  );
}

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const zipped = new Response(text).body!.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}
