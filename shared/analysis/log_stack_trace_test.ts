import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { foldStackTraces, isStackFrame } from "./log_stack_trace.ts";

const FRAMES: readonly (readonly [line: string, frame: boolean])[] = [
  ["    at com.shop.Cart.add(Cart.java:42)", true],
  ["\t... 12 more", true],
  ["Traceback (most recent call last):", true],
  ['  File "/app/cart.py", line 7, in add', true],
  ["    raise ValueError(name)", true],
  ["goroutine 1 [running]:", true],
  ["main.(*Cart).Add(0xc000010000)", true],
  ["\t/app/cart.go:42 +0x1d", true],
  ["Caused by: java.net.ConnectException: refused", false],
  ["ValueError: no such cart", false],
  ["panic: runtime error: index out of range", false],
  ["ERROR cannot add to cart (twice)", false],
];

describe("isStackFrame", () => {
  for (const [line, frame] of FRAMES) {
    it(`${frame ? "takes" : "does not take"} ${line.trim()} for a frame`, () => {
      assertEquals(isStackFrame(line), frame);
    });
  }
});

describe("foldStackTraces", () => {
  const entries = (...lines: string[]) => lines.map((line, timeMs) => ({ line, timeMs }));

  it("drops frames and counts them", () => {
    const { entries: kept, folded } = foldStackTraces(
      entries("ERROR failed", "\tat a.B.c(B.java:1)", "\tat a.B.d(B.java:2)", "INFO next"),
    );
    assertEquals(kept.map(({ line }) => line), ["ERROR failed", "INFO next"]);
    assertEquals(folded, 2);
  });

  it("keeps the first line and the causes of a trace in one line", () => {
    const trace =
      "ERROR failed\n\tat a.B.c(B.java:1)\nCaused by: x.Y: refused\n\tat a.B.d(B.java:2)";
    const { entries: kept, folded } = foldStackTraces(entries(trace));
    assertEquals(kept, entries("ERROR failed Caused by: x.Y: refused"));
    assertEquals(folded, 0);
  });

  it("keeps the start of a key, without which its lines are not known for one", () => {
    const trace = "ERROR failed\n\tat a.B.c: -----BEGIN PRIVATE KEY-----\nMIIEcanary";
    const { entries: kept } = foldStackTraces(entries(trace));
    assertEquals(kept, entries("ERROR failed \tat a.B.c: -----BEGIN PRIVATE KEY----- MIIEcanary"));
  });

  it("keeps frames when there is nothing else", () => {
    const frames = entries("\tat a.B.c(B.java:1)");
    assertEquals(foldStackTraces(frames), { entries: frames, folded: 0 });
  });
});
