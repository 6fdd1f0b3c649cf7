import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { z } from "zod";
import { correctedCall } from "./corrected_call.ts";

const input = z.strictObject({
  expr: z.string(),
  range: z.string().optional(),
  limit: z.number().default(20),
});

function corrected(given: Record<string, unknown>, changes: Record<string, unknown>) {
  return correctedCall({ tool: "promql.query", input, arguments: given }, changes);
}

describe("correctedCall", () => {
  it("changes an argument and keeps the others", () => {
    assertEquals(
      corrected({ expr: "up)", range: "1h", limit: 5 }, { expr: "up" }),
      'Call promql.query {"expr":"up","range":"1h","limit":5}',
    );
  });

  it("adds an argument that was not given", () => {
    assertEquals(
      corrected({ expr: "up" }, { range: "1h" }),
      'Call promql.query {"expr":"up","range":"1h"}',
    );
  });

  it("leaves out what is to go, and defaults", () => {
    assertEquals(
      corrected({ expr: "up", range: "9y", limit: 20 }, { range: undefined }),
      'Call promql.query {"expr":"up"}',
    );
  });
});
