import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { ActiveCalls } from "./active_calls.ts";

describe("ActiveCalls", () => {
  it("is idle at once without calls, else when the last one ends", async () => {
    const calls = new ActiveCalls();
    await calls.idle();
    calls.callStarted();
    calls.callStarted();
    let idle = false;
    const waiting = calls.idle().then(() => void (idle = true));
    calls.callEnded();
    await Promise.resolve();
    assertEquals(idle, false);
    calls.callEnded();
    await waiting;
    assertEquals(idle, true);
  });
});
