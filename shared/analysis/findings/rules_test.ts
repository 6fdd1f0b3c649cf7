import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { FINDING_RULES } from "./rules.ts";
import { situationOf } from "./situation.ts";

const CLASSES = Array.from({ length: 25 }, (_, index) => index + 1);
const LEAST_RULES = 60;
const MOST_TITLE_WORDS = 10;

describe("the table of rules", () => {
  it(`has ${FINDING_RULES.length} rules, each under a name of its own`, () => {
    const ids = FINDING_RULES.map(({ id }) => id);
    assertEquals(ids.filter((id, at) => ids.indexOf(id) !== at), []);
    assert(ids.length >= LEAST_RULES, `${ids.length} rules`);
  });

  it("covers every class of incident", () => {
    const covered = new Set(FINDING_RULES.map((rule) => rule.class));
    assertEquals([...covered].sort((a, b) => a - b), CLASSES);
  });

  for (const { id, title, severity, disconfirmedBy } of FINDING_RULES) {
    it(`${id} has a short title, a severity, and words for what would disconfirm it`, () => {
      assertMatch(id, /^[a-z]+(?:-[a-z]+)*$/);
      assertMatch(title, /^[A-Z]|^etcd/);
      assert(title.split(" ").length <= MOST_TITLE_WORDS, title);
      assert([1, 2, 3].includes(severity));
      assertMatch(disconfirmedBy, /\S+ \S+/);
    });
  }

  it("finds nothing in what was not read", () => {
    const now = new Date("2026-11-01T10:30:00Z");
    const situation = situationOf({ now, window: { start: now, end: now } });
    assertEquals(FINDING_RULES.flatMap((rule) => rule.find(situation)), []);
  });
});
