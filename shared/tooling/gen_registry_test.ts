import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { isToolFile, registryText } from "./gen_registry.ts";

describe("isToolFile", () => {
  it("skips the program, private files, tests and other files", () => {
    const names = ["main.ts", "_registry.ts", "k8s_get_test.ts", "k8s_get.ts", "README.md"];
    assertEquals(names.filter(isToolFile), ["k8s_get.ts"]);
  });
});

describe("registryText", () => {
  it("imports the tools in order of name", () => {
    assertEquals(
      registryText(["promql_query.ts", "k8s_get.ts"]),
      `// Written by \`deno task gen\` from the files beside it.
import { tool as k8sGet } from "./k8s_get.ts";
import { tool as promqlQuery } from "./promql_query.ts";
import type { Tool } from "../shared/tool.ts";

/** Every tool, in order of name. */
export const tools: readonly Tool[] = [
  k8sGet,
  promqlQuery,
];
`,
    );
  });
});
