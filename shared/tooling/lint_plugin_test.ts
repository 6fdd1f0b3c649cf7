import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import plugin from "./lint_plugin.ts";

interface Case {
  readonly rule: string;
  readonly code: string;
  /** @default "/shared/pods.ts" */
  readonly file?: string;
}

const REPORTED: readonly Case[] = [
  { rule: "error-message", code: 'new ToolError("internal", "Something broke")' },
  { rule: "error-message", code: 'new ToolError("internal", "Cannot read pods.")' },
  { rule: "error-message", code: 'new ToolError("internal", "Cannot read what isn\'t there")' },
  { rule: "error-message", code: "new ToolError('internal', `Cannot read ${name}: it's gone`)" },
  { rule: "error-message", code: "new ToolError('internal', `${name} is missing`)" },
  { rule: "error-message", code: "new ToolError('internal', `Cannot read\n${name}`)" },
  { rule: "environment", code: 'Deno.env.get("HOME")' },
  { rule: "environment", code: 'globalThis.Deno["env"].get("HOME")' },
  { rule: "environment", code: 'process.env["HOME"]', file: "/shared/http/authenticate.ts" },
  { rule: "file-name", code: "", file: "/shared/utils.ts" },
  { rule: "file-name", code: "", file: "/shared/render/types_test.ts" },
  { rule: "file-name", code: "", file: "/shared/podList.ts" },
  { rule: "quantity-name", code: "interface A { readonly timeout: number }" },
  { rule: "quantity-name", code: "class A { cacheTtl: number = 5 }" },
  { rule: "quantity-name", code: "function wait(delay: number) {}" },
  { rule: "quantity-name", code: "const CALL_TIMEOUT = 20" },
  { rule: "quantity-name", code: "interface A { bytesLimit: number }" },
  { rule: "top-level-arrow", code: "export const pods = () => []" },
];

const ACCEPTED: readonly Case[] = [
  { rule: "error-message", code: 'new ToolError("internal", "Cannot read namespace \\"a.b\\"")' },
  { rule: "error-message", code: "new ToolError('internal', `Cannot read ${name}'s log`)" },
  { rule: "error-message", code: "new ToolError(code, message)" },
  { rule: "error-message", code: 'new Error("boom.")' },
  { rule: "error-message", code: 'new ToolError("internal", "x")', file: "/shared/a_test.ts" },
  { rule: "environment", code: "Deno.env", file: "/functions/main.ts" },
  { rule: "environment", code: "Deno.env", file: "/shared/tooling/bench.ts" },
  { rule: "environment", code: "context.env; Deno.cwd()" },
  { rule: "file-name", code: "", file: "/functions/_registry.ts" },
  { rule: "file-name", code: "", file: "/functions/k8s_get_test.ts" },
  {
    rule: "quantity-name",
    code: "interface A { timeoutMs: number; timeout: string; size: number }",
  },
  { rule: "quantity-name", code: "const CALL_TIMEOUT_SECONDS = 20" },
  { rule: "top-level-arrow", code: "export const rows = 5; const pods = () => []" },
];

describe("lint plugin", () => {
  for (const example of REPORTED) {
    it(`${example.rule} reports ${example.file ?? example.code}`, () => {
      assertEquals(rulesReported(example), [`telemcp/${example.rule}`]);
    });
  }

  for (const example of ACCEPTED) {
    it(`${example.rule} accepts ${example.file ?? example.code}`, () => {
      assertEquals(rulesReported(example), []);
    });
  }

  it("has an example of both kinds for every rule", () => {
    const rules = Object.keys(plugin.rules).sort();
    assertEquals([...new Set(REPORTED.map(({ rule }) => rule))].sort(), rules);
    assertEquals([...new Set(ACCEPTED.map(({ rule }) => rule))].sort(), rules);
  });
});

function rulesReported({ code, file = "/shared/pods.ts" }: Case): string[] {
  const found = Deno.lint.runPlugin(plugin, file, code || "export {};").map(({ id }) => id);
  return [...new Set(found)];
}
