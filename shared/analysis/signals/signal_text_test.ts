import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { amountText, figureText, signalName } from "./signal_text.ts";

describe("amountText", () => {
  it("prints each unit as people write it", () => {
    assertEquals(amountText(9.04, "requests/s"), "9.04/s");
    assertEquals(amountText(0.984, "share"), "98.4%");
    assertEquals(amountText(1.25, "seconds"), "1.25s");
    assertEquals(amountText(535_822_336, "bytes"), "511Mi");
    assertEquals(amountText(549, "messages"), "549");
  });

  it("keeps three digits, and every whole digit of more than a thousand", () => {
    assertEquals(amountText(0.123456, "messages"), "0.123");
    assertEquals(amountText(48_212.4, "messages"), "48212");
    assertEquals(amountText(0, "bytes"), "0");
  });
});

describe("figureText", () => {
  it("prints what was and what is", () => {
    assertEquals(figureText({ unit: "requests/s", before: 0, now: 9 }), "0/s → 9/s");
    assertEquals(figureText({ unit: "share", now: 1 }), "100%");
  });
});

describe("signalName", () => {
  it("appends what tells a signal from its siblings, in order of name", () => {
    const labels = { target: "cart", code: "503" };
    assertEquals(
      signalName({ signal: "client_errors", labels }),
      "client_errors code=503 target=cart",
    );
  });
});
