import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { z } from "zod";
import { argumentError } from "./argument_error.ts";

const tool = {
  name: "k8s.events",
  input: z.strictObject({
    namespace: z.string().describe("Namespace, e.g. shop"),
    limit: z.number().optional().describe("Most rows"),
  }),
};

function textFor(given: unknown): string {
  const parsed = tool.input.safeParse(given);
  if (parsed.success) throw new Error("the arguments were meant to be wrong");
  return argumentError(tool, given, parsed.error).text;
}

describe("argumentError", () => {
  it("renames a misspelt argument in the corrected call", () => {
    assertEquals(
      textFor({ namespace: "shop", limt: 5 }),
      'invalid_input: Cannot use the arguments: "limt" is unknown, did you mean limit. ' +
        'Call k8s.events {"namespace":"shop","limit":5}',
    );
  });

  it("keeps the value of a misspelt argument that is required", () => {
    assertEquals(
      textFor({ namespce: "shop" }).split("Call ")[1],
      'k8s.events {"namespace":"shop"}',
    );
  });

  it("drops an unknown argument that resembles none", () => {
    assertEquals(
      textFor({ namespace: "shop", kubeconfig: "/etc/x" }),
      'invalid_input: Cannot use the arguments: "kubeconfig" is unknown. ' +
        'Call k8s.events {"namespace":"shop"}',
    );
  });

  it("shows where a missing argument goes and what it is", () => {
    assertEquals(
      textFor({}),
      "invalid_input: Cannot use the arguments: namespace is missing (Namespace, e.g. shop). " +
        'Call k8s.events {"namespace":"<namespace>"}',
    );
  });

  it("leaves an argument of the wrong type out of the corrected call", () => {
    assertEquals(
      textFor({ namespace: "shop", limit: "many" }),
      "invalid_input: Cannot use the arguments: limit expected number, received string " +
        '(Most rows). Call k8s.events {"namespace":"shop"}',
    );
  });

  it("lists the arguments when given no object", () => {
    assertEquals(
      textFor("shop"),
      "invalid_input: Cannot read arguments that are not a JSON object. " +
        "Call k8s.events {} with any of: namespace, limit",
    );
  });
});
