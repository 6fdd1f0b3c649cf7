import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertLess, assertNotMatch, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { type AnswerOf, withUpstream } from "./loopback_fixture.ts";
import type { UpstreamCall } from "./upstream.ts";
import { Upstream } from "./upstream.ts";

const REQUEST = { purpose: "read the state", path: "/state" };

function read(call: UpstreamCall): Promise<unknown> {
  return call.json(REQUEST, (body) => body);
}

async function errorOf(answer: AnswerOf, options = {}): Promise<ToolError> {
  let error: ToolError | undefined;
  await withUpstream(answer, async ({ call }) => {
    error = await assertRejects(() => read(call), ToolError);
  }, options);
  return error!;
}

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
      const error = await assertRejects(() => read(call), ToolError);
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
      async ({ call }) => assertEquals(await read(call), { a: 1 }),
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
      await Promise.all(Array.from({ length: 8 }, () => read(call)));
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
      assertEquals((await assertRejects(() => read(call), ToolError)).code, "timeout");
      assertEquals(await read(call), "second");
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
      const error = await assertRejects(() => read(call), ToolError);
      assertEquals(error.code, "timeout");
      assertEquals(error.message, "Cannot read the state before the call ended");
      assertEquals(records.map(({ status }) => status), ["timeout"]);
      await gone;
    });
  });

  it("send nothing when their signal has aborted", async () => {
    await withUpstream(() => Response.json({}), async ({ upstream, requests }) => {
      const call = upstream.for({ scope: "a", signal: AbortSignal.abort() });
      await assertRejects(() => read(call), ToolError, "before the call ended");
      assertEquals(requests.length, 0);
    }, { cacheTtlSeconds: 10 });
  });

  it("send parameters, accepted type and credentials", async () => {
    await withUpstream(() => Response.json({}), async ({ call, requests }) => {
      await call.json({ ...REQUEST, query: { a: ["1", "2"], b: undefined, c: 3 } }, () => 0);
      await call.json({ ...REQUEST, form: { q: "x y" }, accept: "application/yaml" }, () => 0);
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
      await assertRejects(() => read(call), ToolError, "No");
      assertEquals([await read(call), await read(call), connects], [1, 1, 2]);
    });
  });
});

describe("Upstream retries", () => {
  it("ask up to three times and give the answer that came", async () => {
    await withUpstream(
      (_, index) => index < 2 ? new Response("", { status: 503 }) : Response.json({ ok: true }),
      async ({ call, requests, records }) => {
        assertEquals(await read(call), { ok: true });
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
        await assertRejects(() => read(call), ToolError);
        assertEquals(requests.length, 1);
      });
    });
  }

  it("do not repeat what may fail alone", async () => {
    await withUpstream(() => new Response("", { status: 503 }), async ({ call, requests }) => {
      await assertRejects(() => call.text({ ...REQUEST, isolated: true }), ToolError);
      assertEquals(requests.length, 1);
    });
  });
});

describe("Upstream circuit breaker", () => {
  const answer: AnswerOf = (_, index) =>
    index < 3 ? new Response("", { status: 502 }) : Response.json({});

  it("stops asking an upstream that keeps failing", async () => {
    await withUpstream(answer, async ({ call, requests }) => {
      await assertRejects(() => read(call), ToolError);
      const error = await assertRejects(() => read(call), ToolError);
      assertEquals(error.text.split(". ")[0], "upstream_unavailable: Cannot reach Prometheus");
      assertEquals(requests.length, 3);
    }, { breakAfterFailures: 3, breakSeconds: 3_600 });
  });

  it("closes when the upstream answers again", async () => {
    await withUpstream(answer, async ({ call, requests }) => {
      await assertRejects(() => read(call), ToolError);
      assertEquals([await read(call), await read(call)], [{}, {}]);
      assertEquals(requests.length, 5);
    }, { breakAfterFailures: 3, breakSeconds: 0 });
  });

  it("stays closed through refusals and failures of isolated parts", async () => {
    await withUpstream(
      (_, index) =>
        index < 2 ? new Response("", { status: index === 0 ? 500 : 503 }) : Response.json({}),
      async ({ call }) => {
        await assertRejects(() => read(call), ToolError);
        await assertRejects(() => call.text({ ...REQUEST, isolated: true }), ToolError);
        assertEquals(await read(call), {});
      },
      { breakAfterFailures: 1, breakSeconds: 3_600 },
    );
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
