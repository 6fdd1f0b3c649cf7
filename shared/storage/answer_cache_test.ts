import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { AnswerCache } from "./answer_cache.ts";

const answer = (text: string) => ({ text, tokens: 3 });

describe("AnswerCache", () => {
  it("gives an answer again under its own key only", () => {
    const answers = new AnswerCache({ ttlSeconds: 5 });
    answers.set("a", answer("all is well"));
    assertEquals([answers.get("a"), answers.get("b")], [answer("all is well"), undefined]);
  });

  it("keeps nothing when the time is zero", () => {
    const answers = new AnswerCache({ ttlSeconds: 0 });
    answers.set("a", answer("all is well"));
    assertEquals(answers.get("a"), undefined);
  });

  it("drops the answer that was asked for longest ago when it is full", () => {
    const answers = new AnswerCache({ ttlSeconds: 5, limitCharacters: 10 });
    answers.set("a", answer("1234"));
    answers.set("b", answer("1234"));
    answers.get("a");
    answers.set("c", answer("1234"));
    const texts = ["a", "b", "c"].map((key) => answers.get(key)?.text);
    assertEquals(texts, ["1234", undefined, "1234"]);
  });
});
