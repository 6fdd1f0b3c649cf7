import { describe, it } from "@std/testing/bdd";
import { assert, assertRejects } from "@std/assert";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { estimateTokens } from "../render/tokens.ts";
import { AssertionError } from "./assert.ts";
import { assertGolden, goldenAnswers } from "./golden.ts";

const answers = (await goldenAnswers()).map(({ name, text }) => ({
  name,
  counted: encode(text).length,
  estimated: estimateTokens(text),
}));

describe("golden answers", () => {
  for (const { name, counted, estimated } of answers) {
    it(`${name} is estimated at or above the tokenizer's count`, () => {
      assert(estimated >= counted, `estimated ${estimated}, counted ${counted}`);
    });
  }

  it("are estimated at most 15 % above the count in the median", () => {
    const ratios = answers.map(({ counted, estimated }) => estimated / counted)
      .sort((a, b) => a - b);
    const median = ratios[Math.floor(ratios.length / 2)] ?? 1;
    assert(median <= 1.15, `median ${median}`);
  });
});

describe("assertGolden", () => {
  it("fails where the file is missing in CI", async () => {
    await withEnvironment({ CI: "true", UPDATE_GOLDEN: "" }, async () => {
      await assertRejects(() => assertGolden("no-such-answer", "x"), AssertionError, "Cannot find");
    });
  });

  it("refuses a name that is a path", async () => {
    await assertRejects(() => assertGolden("../x", "x"), AssertionError, "Cannot use golden name");
  });
});

async function withEnvironment(
  values: Readonly<Record<string, string>>,
  run: () => Promise<void>,
): Promise<void> {
  const before = new Map(Object.keys(values).map((name) => [name, Deno.env.get(name)]));
  try {
    for (const [name, value] of Object.entries(values)) Deno.env.set(name, value);
    await run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}
