import { describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { tools } from "../../functions/_registry.ts";
import { ToolError } from "../errors.ts";
import { inputSchema, outputSchema } from "../mcp/schema.ts";
import { narrow } from "../tenancy/narrow.ts";
import { rbacRulesText } from "../tooling/gen_rbac.ts";
import { isToolFile } from "../tooling/gen_registry.ts";
import type { Tool } from "../tool.ts";
import { fakeContext, TESTER } from "./fake_context.ts";
import { CANARY, foreignCluster } from "./foreign_cluster.ts";
import { filesUnder, ROOT } from "./import_graph.ts";
import { runHandler } from "./run_handler.ts";

const LIST_TOKENS = 4_000;
const LISTED_TOOLS = 14;
const DESCRIPTION_CHARACTERS = 600;
/** Its answer is nothing but the state of every source. */
const COVERAGE_ITSELF = new Set(["health_check"]);
/** Their answers hold nothing of the cluster: the state of sources, or where a file is. */
const WITHOUT_CONTENT = new Set(["health_check", "incident.capture"]);

/** A value for each argument that some tool cannot do without. */
const ARGUMENTS: Readonly<Record<string, unknown>> = {
  namespace: "theirs",
  kind: "pods",
  pod: "some-pod",
  expr: `up{namespace="theirs"}`,
  logql: `{namespace="theirs"}`,
  search: "up",
  unit: "kubelet.service",
  workload: CANARY,
  id: "log_patterns",
};
/** Arguments that mean something else to one tool. */
const OWN_ARGUMENTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "changes.recent": { kind: "alert", workload: undefined },
  "query.saved": { pod: undefined, workload: undefined },
};

const functionFiles = await filesUnder("functions/");

describe("every tool", () => {
  for (const tool of tools) {
    describe(tool.name, () => checkTool(tool));
  }

  it("is in the registry, in order of name", () => {
    const registered = tools.map((tool) => fileOf(tool));
    const files = functionFiles.filter((file) => isToolFile(file.slice("functions/".length)));
    assertEquals(registered, files);
  });
});

function checkTool(tool: Tool): void {
  const input = inputSchema(tool);
  const properties = propertiesOf(input);

  it("has a file of its name and a test beside it", () => {
    assertMatch(tool.name, /^[a-z0-9]+(?:[._][a-z0-9]+)*$/);
    assert(functionFiles.includes(fileOf(tool)));
    assert(functionFiles.includes(fileOf(tool).replace(/\.ts$/, "_test.ts")));
  });

  it("states all four annotations, a title and at least one scope", () => {
    const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = tool.annotations;
    const stated = [readOnlyHint, destructiveHint, idempotentHint, openWorldHint];
    assertEquals(stated.map((hint) => typeof hint), stated.map(() => "boolean"));
    assert(tool.title.length > 0 && tool.scopes.length > 0);
  });

  it(`describes itself in at most ${DESCRIPTION_CHARACTERS} characters, calmly`, () => {
    assert(tool.description.length <= DESCRIPTION_CHARACTERS, `${tool.description.length}`);
    assert(!/IMPORTANT|MUST|NEVER|!/.test(tool.description));
  });

  it("takes a plain strict object with every field described, max_tokens among them", () => {
    assertEquals(input["additionalProperties"], false);
    assertEquals(
      Object.keys(input).filter((key) => /^(?:anyOf|oneOf|allOf|\$ref|\$defs)$/.test(key)),
      [],
    );
    const undescribed = Object.entries(properties).filter(([, field]) => !field["description"]);
    assertEquals(undescribed.map(([name]) => name), []);
    assert("max_tokens" in properties);
  });

  it("gives a plain object, with coverage when it is a core tool", () => {
    const output = propertiesOf(outputSchema(tool));
    assert(tool.toolset !== "core" || COVERAGE_ITSELF.has(tool.name) || "coverage" in output);
  });

  it("needs no Secrets, no wildcards and only reads", () => {
    rbacRulesText([tool]);
  });

  it("shows nothing of a foreign namespace, which it shows to a principal of the cluster", async () => {
    const readers = foreignCluster();
    const ofCluster = await answerOf(tool, sampleInput(tool, properties), fakeContext(readers));
    const principal = { ...TESTER, namespaces: ["mine"] };
    const context = fakeContext({ ...narrow(readers, principal), principal });
    const ofNamespace = await answerOf(tool, sampleInput(tool, properties), context);
    assertEquals(ofCluster.includes(CANARY), !WITHOUT_CONTENT.has(tool.name));
    assert(!ofNamespace.includes(CANARY), ofNamespace);
  });

  it("answers nobody without a key when it is served alone", async () => {
    const module = await import(new URL(fileOf(tool), ROOT).href);
    const status = await withKeys(async () => {
      const response: Response = await module.default.request("/", { method: "POST", body: "{}" });
      await response.body?.cancel();
      return [response.status, response.headers.get("WWW-Authenticate")?.split(" ")[0]];
    });
    assertEquals(status, [401, "Bearer"]);
  });
}

describe("the list of tools", () => {
  const core = tools.filter(({ toolset }) => toolset === "core");

  it(`has at most ${LISTED_TOOLS} tools by default`, () => assert(core.length <= LISTED_TOOLS));

  it(`costs at most ${LIST_TOKENS} tokens by default`, () => {
    const listed = core.map((tool) => ({
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: inputSchema(tool),
      annotations: tool.annotations,
    }));
    const tokens = encode(JSON.stringify(listed)).length;
    assert(tokens <= LIST_TOKENS, `${tokens} tokens`);
  });
});

function fileOf({ name }: Tool): string {
  return `functions/${name.replaceAll(".", "_")}.ts`;
}

function propertiesOf(
  schema: Readonly<Record<string, unknown>>,
): Record<string, Record<string, unknown>> {
  return JSON.parse(JSON.stringify(schema["properties"] ?? {}));
}

function sampleInput({ name }: Tool, properties: object): Readonly<Record<string, unknown>> {
  const all = { ...ARGUMENTS, ...OWN_ARGUMENTS[name] };
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) =>
      value !== undefined && Object.hasOwn(properties, name)
    ),
  );
}

/** What a caller gets to see; nothing of a refusal, whose words are our own. */
async function answerOf(tool: Tool, input: unknown, context: ReturnType<typeof fakeContext>) {
  try {
    const { output, text } = await runHandler(tool, input, context);
    return `${JSON.stringify(output)}\n${text}`;
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    // What is not ours and what is not there are refused alike.
    assert(["forbidden", "not_found"].includes(error.code), error.text);
    return "";
  }
}

async function withKeys<T>(run: () => Promise<T>): Promise<T> {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  await Deno.writeTextFile(file, `- sha256: ${"a".repeat(64)}\n  tenant: a\n  user: b\n`);
  Deno.env.set("TELEMCP_KEYS_FILE", file);
  try {
    return await run();
  } finally {
    Deno.env.delete("TELEMCP_KEYS_FILE");
    await Deno.remove(file);
  }
}
