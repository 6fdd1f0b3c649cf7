import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { tools } from "../../functions/_registry.ts";
import { LIVE_RESOURCES, LIVE_TEMPLATES } from "./live_resources.ts";
import { fillArguments } from "./placeholders.ts";
import { PROMPTS } from "./prompts.ts";

const VALUES = {
  namespace: "shop",
  pod: "cart-0",
  since: "1h",
  metric: "up",
  label: "job",
  kind: "pods",
};
function problemsOf(
  name: string,
  given: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, string>>,
): string[] {
  const tool = tools.find((tool) => tool.name === name);
  if (tool === undefined) return [`${name} does not exist`];
  const parsed = tool.input.safeParse(fillArguments(given, values));
  return parsed.success ? [] : [`${name} ${JSON.stringify(given)}: ${parsed.error.message}`];
}

describe("PROMPTS", () => {
  it("call tools that exist with arguments they take, all given or only the required ones", () => {
    for (const prompt of PROMPTS) {
      const required = prompt.arguments.filter(({ required }) => required).map(({ name }) => name);
      for (const values of [VALUES, pick(VALUES, required)]) {
        const made = prompt.calls.filter(({ needs = [] }) => needs.every((name) => name in values));
        const problems = made.flatMap((call) => problemsOf(call.tool, call.arguments, values));
        assertEquals(problems, []);
      }
    }
  });

  it("take only arguments that their text or calls use", () => {
    for (const { name, text, calls, arguments: taken } of PROMPTS) {
      const used = text + JSON.stringify(calls);
      const unused = taken.filter((argument) => !used.includes(`{{${argument.name}}}`));
      assertEquals([name, unused], [name, []]);
    }
  });

  it("are in order of name", () => {
    const names = PROMPTS.map(({ name }) => name);
    assertEquals(names, names.toSorted());
  });
});

describe("LIVE_RESOURCES and LIVE_TEMPLATES", () => {
  it("call tools that exist with arguments they take", () => {
    const all = [...LIVE_RESOURCES, ...LIVE_TEMPLATES];
    assertEquals(
      all.flatMap((resource) => problemsOf(resource.tool, resource.arguments, VALUES)),
      [],
    );
  });
});

function pick(values: Readonly<Record<string, string>>, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? ""]));
}
