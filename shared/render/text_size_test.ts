import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { TextMeasure } from "./text_size.ts";
import { estimateTokens } from "./tokens.ts";

const TEXT =
  "1 pod is not ready\n\npods\nname\tready\n/a/b (x)\n/c\n  indented\n\n\nnext: k8s.get {}";

describe("TextMeasure", () => {
  it("measures tokens as estimateTokens() does, characters and lines", () => {
    const { tokens, characters, lines } = new TextMeasure().sizeOf(TEXT);
    assertEquals(Math.ceil(tokens), estimateTokens(TEXT));
    assertEquals([characters, lines], [TEXT.length, 10]);
  });

  it("measures a text the same after others that share lines with it", () => {
    const measure = new TextMeasure();
    const alone = measure.sizeOf(TEXT);
    measure.sizeOf(`${TEXT}\npods\nname\tready\n`);
    assertEquals(measure.sizeOf(TEXT), alone);
  });

  it("measures nothing as one empty line", () => {
    assertEquals(new TextMeasure().sizeOf(""), { tokens: 0, characters: 0, lines: 1 });
  });
});
