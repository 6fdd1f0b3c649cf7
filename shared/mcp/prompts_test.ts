import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import type { OperatorPrompt } from "../config.ts";
import { fields } from "../fields.ts";
import { answer } from "../render/answer.ts";
import { CLIENT_KINDS } from "../testing/mcp_clients.ts";
import { BROKEN, ECHO } from "../testing/sample_tools.ts";
import { served } from "../testing/served.ts";
import { defineTool } from "../tool.ts";

const asked: Record<string, unknown>[] = [];
const GET = defineTool({
  ...ECHO,
  name: "k8s.get",
  input: z.strictObject({
    kind: z.string(),
    namespace: z.string().optional(),
    name: z.string().optional(),
    max_tokens: fields.maxTokens,
  }),
  output: z.object({ said: z.string() }),
  handler: (input) => Promise.resolve((asked.push(input), { said: `found ${input.kind}` })),
  render: ({ said }) => answer({ headline: said }),
});

function operatorPrompt(calls: OperatorPrompt["calls"]): OperatorPrompt {
  return { name: "Look", description: "Looks", arguments: [], text: "Look at this.", calls };
}

for (const { name, connect } of CLIENT_KINDS) {
  describe(`prompts for ${name}`, () => {
    it("carry what their calls answer now, within each call's budget", async () => {
      const client = await connect((await served({ tools: [GET] })).app);
      assertEquals(await client.promptNames(), ["CrashLoop-Playbook"]);
      asked.length = 0;
      const text = await client.prompt("CrashLoop-Playbook", { namespace: "shop", pod: "" });
      assertStringIncludes(text, "crash in namespace shop (pod: any)");
      assertStringIncludes(
        text,
        '## k8s.get {"kind":"pods","namespace":"shop","max_tokens":900}\nfound pods',
      );
      assertEquals(asked, [{ kind: "pods", namespace: "shop", max_tokens: 900 }]);
      await client.close();
    });

    it("say which evidence is not offered here, and leave out calls without their argument", async () => {
      const client = await connect((await served({ tools: [GET] })).app);
      const text = await client.prompt("CrashLoop-Playbook", { namespace: "shop" });
      assertStringIncludes(
        text,
        "## changes.recent\nNot offered here: what it would say is unknown.",
      );
      assertEquals(text.includes("tail.pod_logs"), false);
      await client.close();
    });

    it("are complete even when a call fails", async () => {
      const calls = [{ tool: "test.broken", arguments: {} }, {
        tool: "k8s.get",
        arguments: { kind: "nodes" },
      }];
      const config = { prompts: [operatorPrompt(calls)] };
      const client = await connect((await served({ tools: [BROKEN, GET], config })).app);
      const text = await client.prompt("Look");
      assertStringIncludes(text, "## test.broken {}\ninternal: Cannot finish");
      assertStringIncludes(text, "found nodes");
      assertEquals(text.includes("hunter2"), false);
      await client.close();
    });
  });
}
