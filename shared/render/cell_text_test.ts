import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Cell } from "./answer.ts";
import { CELL_CHARACTERS, cellText, rowText } from "./cell_text.ts";

const CASES: readonly (readonly [cell: Cell, text: string])[] = [
  [0, "0"],
  [-0.00001234567, "-0.00001235"],
  [1e-9, "1e-9"],
  [0.1 + 0.2, "0.3"],
  [12.3456, "12.35"],
  [1234.5678, "1235"],
  [123456789, "123456789"],
  [NaN, "NaN"],
  [Infinity, "+Inf"],
  [-Infinity, "-Inf"],
  [true, "true"],
  [null, "-"],
  [undefined, "-"],
  ["", "-"],
  [" \t", "-"],
  ["a\tb\nc", "a b c"],
  ["\x1b[1mx\u202e", "x"],
];

describe("cellText", () => {
  for (const [cell, text] of CASES) {
    it(`prints ${JSON.stringify(cell) ?? "undefined"} as ${JSON.stringify(text)}`, () => {
      assertEquals(cellText(cell), text);
    });
  }

  it("cuts a long cell", () => {
    assertEquals(cellText("x".repeat(1_000)), `${"x".repeat(CELL_CHARACTERS - 1)}…`);
  });
});

describe("rowText", () => {
  it("has one tab between two cells, whatever is in them", () => {
    assertEquals(rowText(["a\tb", 1, undefined, "c"]), "a b\t1\t-\tc");
  });
});
