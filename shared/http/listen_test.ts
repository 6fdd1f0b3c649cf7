import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { Hono } from "hono";
import { Refusal } from "../command_line.ts";
import { ActiveCalls } from "./active_calls.ts";
import type { HttpEnv } from "./authenticate.ts";
import { listen, type ListenOptions } from "./listen.ts";

function serve(app: Hono<HttpEnv>, options: Partial<ListenOptions> = {}) {
  return listen(app, {
    hostname: "127.0.0.1",
    port: 0,
    drainSeconds: 0.05,
    calls: new ActiveCalls(),
    endStreams: () => Promise.resolve(),
    ...options,
  });
}

describe("listen()", () => {
  it("says what to change when the port is in use", async () => {
    const server = serve(new Hono());
    const port = Number(new URL(server.url).port);
    const error = assertThrows(() => serve(new Hono(), { port }), Refusal);
    assertStringIncludes(
      error.message,
      "the port is in use: stop the other server or set TELEMCP_PORT, or --port of the demo",
    );
    await server.stop();
  });

  it("lets a call finish that outlives the drain, and takes no new one", async () => {
    const calls = new ActiveCalls();
    const work = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const app = new Hono<HttpEnv>().get("/", async (context) => {
      calls.callStarted();
      started.resolve();
      await work.promise;
      calls.callEnded();
      return context.text("finished");
    });
    let streamsEnded = false;
    const endStreams = () => Promise.resolve(void (streamsEnded = true));
    const server = serve(app, { calls, endStreams });
    const answer = fetch(server.url).then((response) => response.text());
    await started.promise;
    const stopped = server.stop();
    await assertRejects(() => fetch(server.url));
    // Longer than the drain and the time its answer takes to leave.
    setTimeout(() => work.resolve(), 700);
    assertEquals([await answer, streamsEnded], ["finished", false]);
    await stopped;
  });

  it("ends a stream after the drain", async () => {
    let end = () => {};
    const app = new Hono<HttpEnv>().get("/", () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode("streaming"));
            end = () => controller.close();
          },
        }),
      ));
    const server = serve(app, { endStreams: () => Promise.resolve(end()) });
    const response = await fetch(server.url);
    const reading = response.text();
    await server.stop();
    assertEquals(await reading, "streaming");
  });
});
