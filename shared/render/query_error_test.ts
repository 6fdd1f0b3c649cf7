import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { ToolError } from "../errors.ts";
import { parsePromql } from "../query/promql_parse.ts";
import { parsedQuery } from "./query_error.ts";

function read(expr: string) {
  const input = z.strictObject({ expr: z.string() });
  const call = {
    tool: "promql.query",
    input,
    arguments: { expr },
    field: "expr",
    example: "sum(up)",
  };
  return parsedQuery(parsePromql(expr), call);
}

describe("parsedQuery", () => {
  it("gives the tree of a query without mistakes", () => {
    assertEquals(read("up").type, "vector");
  });

  it("names the place and calls again without the mistake", () => {
    const error = assertThrows(() => read("sum(up"), ToolError);
    assertEquals(error.code, "invalid_input");
    assertEquals(error.hint, 'Call promql.query {"expr":"sum(up)"}');
    assertEquals(/^Cannot use expr: .* \(column \d+/.test(error.message), true);
  });

  it("asks for a correction where none is obvious", () => {
    const error = assertThrows(() => read("up ~ ~ down"), ToolError);
    assertEquals(error.hint, "Correct it at that place; a query that works: sum(up)");
  });

  it("repeats no character that would hide or turn the text around it", () => {
    const error = assertThrows(() => read("up\u202e"), ToolError);
    assertEquals(error.text.includes("\u202e"), false);
  });

  it("counts lines where there are several", () => {
    const error = assertThrows(() => read("up\n  ~ ~ down"), ToolError);
    assertEquals(error.message.includes("(line 2, column 3"), true);
  });
});
