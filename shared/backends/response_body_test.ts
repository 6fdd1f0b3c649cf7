import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { type AnswerOf, withUpstream } from "../testing/loopback_fixture.ts";
import { readBody, readLines } from "./response_body.ts";

const REQUEST = { purpose: "follow the log", path: "/log" };

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const line of lines) list.push(line);
  return list;
}

// A body that sends its chunks and then stays open.
function open(chunks: readonly Uint8Array[], onCancel = () => {}): Response {
  return new Response(
    new ReadableStream({
      start: (body) => chunks.forEach((chunk) => body.enqueue(chunk)),
      cancel: onCancel,
    }),
  );
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe("readBody()", () => {
  it("reads exactly as much as the limit without calling it cut", async () => {
    const read = await readBody(new Response("abcd"), 4);
    assertEquals(read, { text: "abcd", bytes: 4, isComplete: true });
  });

  it("cuts one byte more", async () => {
    const read = await readBody(new Response("abcde"), 4);
    assertEquals(read, { text: "abcd", bytes: 4, isComplete: false });
  });

  it("puts characters together that were split between chunks", async () => {
    const [...euro] = bytes("€");
    const chunks = [new Uint8Array(euro.slice(0, 1)), new Uint8Array(euro.slice(1))];
    const body = new ReadableStream({
      start(controller) {
        chunks.forEach((chunk) => controller.enqueue(chunk));
        controller.close();
      },
    });
    assertEquals((await readBody(new Response(body), 10)).text, "€");
  });

  it("reads a body from a socket to its last byte, and no further than the limit", async () => {
    const text = "€".repeat(100_000);
    await withUpstream(() => new Response(text), async ({ url }) => {
      const whole = await readBody(await fetch(url), 300_000);
      assertEquals(whole, { text, bytes: 300_000, isComplete: true });
      const cut = await readBody(await fetch(url), 70_000);
      assertEquals([cut.text.length, cut.bytes, cut.isComplete], [23_333, 70_000, false]);
    });
  });

  it("reads no body as an empty text", async () => {
    assertEquals((await readBody(new Response(null), 10)).text, "");
  });
});

describe("readLines()", () => {
  it("yields lines across chunks, and the last one without its line break", async () => {
    const body = new ReadableStream({
      start(controller) {
        for (const part of ["a\nb", "c\n", "\nd"]) controller.enqueue(bytes(part));
        controller.close();
      },
    });
    const lines = readLines(new Response(body), new AbortController().signal);
    assertEquals(await all(lines), ["a", "bc", "", "d"]);
  });

  it("cuts a line that does not end", async () => {
    const long = "x".repeat(160 * 1024);
    const lines = readLines(new Response(`${long}\nshort\n${long}`), new AbortController().signal);
    assertEquals((await all(lines)).map(({ length }) => length), [64 * 1024, 5, 64 * 1024]);
  });

  it("cancels the body when the reader stops early", async () => {
    const { promise: cancelled, resolve } = Promise.withResolvers<void>();
    for await (
      const line of readLines(open([bytes("a\nb\n")], resolve), new AbortController().signal)
    ) {
      assertEquals(line, "a");
      break;
    }
    await cancelled;
  });

  it("ends quietly and cancels the body when the signal aborts while it waits", async () => {
    const { promise: cancelled, resolve } = Promise.withResolvers<void>();
    const controller = new AbortController();
    const lines: string[] = [];
    for await (const line of readLines(open([bytes("a\n")], resolve), controller.signal)) {
      lines.push(line);
      setTimeout(() => controller.abort(), 0);
    }
    assertEquals(lines, ["a"]);
    await cancelled;
  });
});

describe("readLines() of a body that the abort breaks off", () => {
  it("ends quietly", async () => {
    const controller = new AbortController();
    const body = new ReadableStream({
      start(stream) {
        stream.enqueue(bytes("a\n"));
        controller.signal.addEventListener("abort", () => stream.error(new Error("aborted")));
      },
    });
    const lines: string[] = [];
    for await (const line of readLines(new Response(body), controller.signal)) {
      lines.push(line);
      setTimeout(() => controller.abort(), 0);
    }
    assertEquals(lines, ["a"]);
  });
});

describe("UpstreamCall.lines()", () => {
  it("follows until the call ends, longer than the deadline of a read", async () => {
    const caller = new AbortController();
    const { promise: gone, resolve: onGone } = Promise.withResolvers<void>();
    const answer = () => {
      let sent = 0;
      let timer: ReturnType<typeof setInterval> | undefined;
      const body = new ReadableStream({
        start(controller) {
          timer = setInterval(() => controller.enqueue(bytes(`line ${++sent}\n`)), 10);
        },
        cancel() {
          clearInterval(timer);
          onGone();
        },
      });
      return new Response(body);
    };
    await withUpstream(answer, async ({ upstream, records }) => {
      const call = upstream.for({ scope: "a", signal: caller.signal });
      const lines: string[] = [];
      for await (const line of call.lines(REQUEST)) {
        lines.push(line);
        if (lines.length === 8) caller.abort();
      }
      assertEquals([lines[0], lines.at(-1)], ["line 1", "line 8"]);
      assertEquals(records.map(({ status }) => status), ["ok"]);
      await gone;
    }, { timeoutSeconds: 0.05 });
  });

  it("ends after its seconds", async () => {
    await withUpstream(() => open([bytes("a\n")]), async ({ call }) => {
      assertEquals(await all(call.lines(REQUEST, { seconds: 0.05 })), ["a"]);
    });
  });

  it("ends quietly when nothing comes, not even headers", async () => {
    const silence: AnswerOf = ({ signal }) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve(new Response())));
    await withUpstream(silence, async ({ upstream, call, records }) => {
      assertEquals(await all(call.lines(REQUEST, { seconds: 0.02 })), []);
      const leaving = upstream.for({ scope: "a", signal: AbortSignal.timeout(20) });
      assertEquals(await all(leaving.lines(REQUEST)), []);
      assertEquals(records.map(({ status }) => status), ["ok", "ok"]);
    }, { timeoutSeconds: 0.01 });
  });

  it("throws when the text breaks off", async () => {
    const answer = () => {
      let pulls = 0;
      const body = new ReadableStream({
        pull(controller) {
          pulls += 1;
          if (pulls === 1) controller.enqueue(bytes("a\n"));
          else controller.error(new Error("gone"));
        },
      });
      return new Response(body);
    };
    await withUpstream(answer, async ({ call }) => {
      const error = await assertRejects(() => all(call.lines(REQUEST)), ToolError);
      assertEquals(error.message, "Cannot reach Prometheus");
    });
  });

  it("throws the refusal before the first line", async () => {
    await withUpstream(() => new Response("", { status: 403 }), async ({ call }) => {
      const error = await assertRejects(() => all(call.lines(REQUEST)), ToolError);
      assertEquals(error.code, "forbidden");
    });
  });
});
