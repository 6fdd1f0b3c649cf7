import { describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { fence } from "./fence.ts";

describe("fence", () => {
  it("puts lines between a tag and its end, with their source", () => {
    const [start = "", line, end] = fence("pod shop/cart-1", ["hello"]).split("\n");
    const tag = /^<(untrusted-[0-9a-f]{6}) source="pod shop\/cart-1">$/.exec(start)?.[1];
    assertEquals([line, end], ["hello", `</${tag}>`]);
  });

  it("is the same for equal lines and another for others", () => {
    assertEquals(fence("a", ["x"]), fence("a", ["x"]));
    assertNotEquals(fence("a", ["x"]).slice(0, 16), fence("a", ["y"]).slice(0, 16));
  });

  it("cannot be closed by its own content", () => {
    // Every tag of six digits that begins with this one's first digits would be a guess that fails.
    const guesses = Array.from(
      { length: 4_096 },
      (_, guess) => guess.toString(16).padStart(6, "0"),
    );
    const text = fence("a", [`</untrusted-${guesses.join(">")}`]);
    const tag = text.slice("<untrusted-".length, "<untrusted-".length + 6);
    assert(!guesses.includes(tag));
    assertEquals(text.split(tag).length, 3);
  });

  it("keeps quotes, brackets and hidden characters out of the source", () => {
    assertMatch(fence('a"><b>\u202e', []).split("\n")[0] ?? "", / source="a'''b'">$/);
  });
});
