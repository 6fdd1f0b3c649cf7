import { describe, it } from "@std/testing/bdd";
import * as asserts from "./assert.ts";

const { assertEquals, assertRejects, assertThrows, AssertionError } = asserts;

class Broken extends Error {}

interface Case {
  readonly name: string;
  readonly holds: () => void;
  readonly fails: () => void;
}

const CASES: readonly Case[] = [
  { name: "assert", holds: () => asserts.assert(1), fails: () => asserts.assert(0) },
  {
    name: "assertFalse",
    holds: () => asserts.assertFalse(""),
    fails: () => asserts.assertFalse(1),
  },
  {
    name: "assertEquals",
    holds: () => assertEquals<unknown>({ a: [1, NaN] }, { a: [1, NaN] }),
    fails: () => assertEquals<unknown>({ a: 1, b: undefined }, { a: 1 }),
  },
  {
    name: "assertNotEquals",
    holds: () => asserts.assertNotEquals<unknown>(1, "1"),
    fails: () => asserts.assertNotEquals([1], [1]),
  },
  {
    name: "assertStrictEquals",
    holds: () => asserts.assertStrictEquals(NaN, NaN),
    fails: () => asserts.assertStrictEquals([], []),
  },
  {
    name: "assertNotStrictEquals",
    holds: () => asserts.assertNotStrictEquals([], []),
    fails: () => asserts.assertNotStrictEquals(1, 1),
  },
  {
    name: "assertAlmostEquals",
    holds: () => asserts.assertAlmostEquals(0.1 + 0.2, 0.3),
    fails: () => asserts.assertAlmostEquals(1, 1.001),
  },
  {
    name: "assertGreater",
    holds: () => asserts.assertGreater(2, 1),
    fails: () => asserts.assertGreater(1, 1),
  },
  {
    name: "assertGreaterOrEqual",
    holds: () => asserts.assertGreaterOrEqual(1, 1),
    fails: () => asserts.assertGreaterOrEqual(NaN, 1),
  },
  {
    name: "assertLess",
    holds: () => asserts.assertLess(1, 2),
    fails: () => asserts.assertLess(2, 2),
  },
  {
    name: "assertLessOrEqual",
    holds: () => asserts.assertLessOrEqual(2, 2),
    fails: () => asserts.assertLessOrEqual(3, 2),
  },
  {
    name: "assertExists",
    holds: () => asserts.assertExists(0),
    fails: () => asserts.assertExists(null),
  },
  {
    name: "assertInstanceOf",
    holds: () => asserts.assertInstanceOf(new Broken(), Error),
    fails: () => asserts.assertInstanceOf(new Error(), Broken),
  },
  {
    name: "assertNotInstanceOf",
    holds: () => asserts.assertNotInstanceOf(new Error(), Broken),
    fails: () => asserts.assertNotInstanceOf(new Broken(), Error),
  },
  {
    name: "assertMatch",
    holds: () => asserts.assertMatch("abc", /b/),
    fails: () => asserts.assertMatch("abc", /^b/),
  },
  {
    name: "assertNotMatch",
    holds: () => asserts.assertNotMatch("abc", /d/),
    fails: () => asserts.assertNotMatch("abc", /b/),
  },
  {
    name: "assertStringIncludes",
    holds: () => asserts.assertStringIncludes("abc", "bc"),
    fails: () => asserts.assertStringIncludes("abc", "cb"),
  },
  {
    name: "assertArrayIncludes",
    holds: () => asserts.assertArrayIncludes([{ a: 1 }, { b: 2 }], [{ b: 2 }]),
    fails: () => asserts.assertArrayIncludes([1], [1, 2]),
  },
  {
    name: "assertObjectMatch",
    holds: () =>
      asserts.assertObjectMatch({ a: { b: [{ c: 1, d: 2 }] } }, { a: { b: [{ c: 1 }] } }),
    fails: () => asserts.assertObjectMatch({ a: { b: 1 } }, { a: { c: undefined } }),
  },
  {
    name: "assertIsError",
    holds: () => asserts.assertIsError(new Broken("gone away"), Broken, "gone"),
    fails: () => asserts.assertIsError(new Broken("gone away"), Broken, /^away/),
  },
  {
    name: "assertThrows",
    holds: () => void assertThrows(boom, Broken, "bo"),
    fails: () => void assertThrows(() => {}),
  },
];

function boom(): never {
  throw new Broken("boom");
}

describe("assert", () => {
  for (const { name, holds, fails } of CASES) {
    it(`${name}() passes when it holds and throws AssertionError when it does not`, () => {
      holds();
      assertThrows(fails, AssertionError);
    });
  }

  it("keeps the difference when the caller adds a message", () => {
    const error = assertThrows(() => assertEquals(1, 2, "pods"), AssertionError, "pods: ");
    asserts.assertStringIncludes(error.message, "1 !== 2");
  });

  it("assertThrows() returns the error and refuses another class", () => {
    assertEquals(assertThrows(boom, Broken).message, "boom");
    assertThrows(() => assertThrows(boom, TypeError), AssertionError, "Expected TypeError");
  });

  it("assertRejects() resolves to the error and refuses what does not reject", async () => {
    assertEquals(
      (await assertRejects(() => Promise.reject(new Broken("x")), Broken, "x")).message,
      "x",
    );
    await assertRejects(() => assertRejects(() => Promise.resolve()), AssertionError);
    await assertRejects(() => assertRejects(() => boom()), AssertionError, "threw before");
  });

  it("fail() and unreachable() throw", () => {
    assertThrows(() => asserts.fail("why"), AssertionError, "why");
    assertThrows(() => asserts.unreachable(), AssertionError, "Unreachable");
  });
});
