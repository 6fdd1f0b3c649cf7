import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertNotEquals } from "@std/assert";
import { eventMessage } from "./event_message.ts";

describe("eventMessage", () => {
  const cases: readonly [message: string, object: string, text: string][] = [
    [
      "Back-off 5m0s restarting failed container=app pod=cart-6d5f7c9b8-x2x4z_shop(0b0d2f61-7a3e-4c8d-9a52-3f0d8a1b2c3d)",
      "cart-6d5f7c9b8-x2x4z",
      "Back-off <duration> restarting failed container=app pod=cart-*",
    ],
    ["Created pod: cart-6d5f7c9b8-x2x4z", "cart-6d5f7c9b8", "Created pod: cart-*"],
    [
      "Readiness probe failed: HTTP probe failed with statuscode: 503",
      "cart-6d5f7c9b8-x2x4z",
      "Readiness probe failed: HTTP probe failed with statuscode: 503",
    ],
    [
      'Get "http://10.2.3.4:8080/healthz": dial tcp 10.2.3.4:8080: connect: connection refused',
      "x",
      'Get "http://<ip>:8080/healthz": dial tcp <ip>:8080: connect: connection refused',
    ],
    ["Node debug-1 status is now: NodeNotReady", "debug-1", "Node * status is now: NodeNotReady"],
    ["Created job report-29384750", "report", "Created job report-*"],
    [
      "Successfully assigned batch/worker-7f8cbdfc6b-62s6h to node-11",
      "worker-7f8cbdfc6b-62s6h",
      "Successfully assigned batch/worker-* to <node>",
    ],
    [
      "(combined from similar events): Created pod: worker-7f8cbdfc6b-62s6h",
      "worker-7f8cbdfc6b",
      "Created pod: worker-*",
    ],
    ["two\n  lines", "x", "two lines"],
  ];
  for (const [message, object, text] of cases) {
    it(`shows ${text}`, () => assertEquals(eventMessage(message, object).text, text));
  }

  it("tells status codes and exit codes apart", () => {
    const key = (code: number) => eventMessage(`probe failed with statuscode: ${code}`, "x").key;
    assertNotEquals(key(503), key(404));
  });

  it("takes scheduling failures of one cause for one, however many nodes there are", () => {
    const key = (nodes: number) =>
      eventMessage(`0/${nodes} nodes are available: ${nodes} Insufficient memory.`, "x").key;
    assertEquals(key(19), key(20));
    const two = (first: number, second: number) =>
      eventMessage(
        `0/9 nodes are available: ${first} Too many pods, ${second} Insufficient cpu.`,
        "x",
      );
    assertEquals(two(4, 5).key, two(5, 4).key);
    assertEquals(
      eventMessage("0/20 nodes are available: 20 Insufficient memory.", "x").text,
      "0/20 nodes: 20 Insufficient memory",
    );
  });
});
