import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Answered } from "./interview.ts";
import { recordsOf } from "./records.ts";
import { isCutSilently, percentile, robustness } from "./robustness.ts";

function answered(parts: Partial<Answered>): Answered {
  const { text = "" } = parts;
  return {
    ...{
      call: { tool: "pods_log", arguments: {} },
      text,
      records: recordsOf(text),
      isError: false,
    },
    ...{ questionTokens: 10, answerTokens: 100, characters: text.length },
    ...{ lines: text.split("\n").length, leaks: false, milliseconds: 5 },
    ...{ upstreamRequests: 1, upstreamBytes: 1_000 },
    ...parts,
  };
}

const HUNDRED_LINES = Array.from({ length: 100 }, (_, i) => `line ${i}`).join("\n");

describe("robustness", () => {
  it("counts answers over each ceiling", () => {
    const { over, upstreamRequests } = robustness([
      answered({ answerTokens: 6_001 }),
      answered({ answerTokens: 26_000, lines: 300 }),
    ]);
    assertEquals([over.over6k, over.over10k, over.over25k, over.over256Lines], [2, 1, 1, 1]);
    assertEquals(upstreamRequests, 2);
  });

  it("finds a log that ends at a default limit without a word", () => {
    assertEquals(isCutSilently(answered({ text: HUNDRED_LINES })), true);
    assertEquals(isCutSilently(answered({ text: `${HUNDRED_LINES}\nand 20 more` })), false);
    assertEquals(isCutSilently(answered({ text: "line 1\nline 2" })), false);
  });

  it("takes percentiles", () => {
    assertEquals(percentile([4, 1, 3, 2], 0.5), 3);
    assertEquals(percentile([], 0.95), 0);
  });
});
