import { describe, it } from "@std/testing/bdd";
import { assert, assertEquals } from "@std/assert";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { tokenCorpus } from "../testing/token_corpus.ts";
import { estimateTokens, tokenCost } from "./tokens.ts";

const ENTRIES = tokenCorpus().map(({ name, text }) => ({
  name,
  counted: encode(text).length,
  estimated: estimateTokens(text),
}));

describe("estimateTokens", () => {
  for (const { name, counted, estimated } of ENTRIES) {
    it(`is not below the tokenizer's count for: ${name}`, () => {
      assert(estimated >= counted, `estimated ${estimated}, counted ${counted}`);
    });
  }

  it("is at most 15 % above the count in the median", () => {
    const ratios = ENTRIES.map(({ counted, estimated }) => estimated / counted)
      .sort((a, b) => a - b);
    const median = ratios[Math.floor(ratios.length / 2)] ?? Infinity;
    assert(median <= 1.15, `median ${median}`);
  });

  it("is nothing for nothing and one for a known word", () => {
    assertEquals(estimateTokens(""), 0);
    assertEquals(Math.floor(tokenCost("running")), 1);
  });

  it("adds up over lines", () => {
    for (const { text } of tokenCorpus()) {
      const sum = text.split(/(?<=\n)(?=\S)/).reduce((total, line) => total + tokenCost(line), 0);
      assert(Math.abs(sum - tokenCost(text)) < 1e-6 * text.length);
    }
  });
});
