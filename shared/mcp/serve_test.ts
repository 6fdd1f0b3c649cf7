import { after, before, describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { OperatorPrompt } from "../config.ts";
import type { Principal } from "../context.ts";
import { CLIENT_KINDS, type TestClient } from "../testing/mcp_clients.ts";
import { SAMPLE_TOOLS } from "../testing/sample_tools.ts";
import { served } from "../testing/served.ts";

const SAY_IT: OperatorPrompt = {
  name: "Say-It",
  description: "Says something",
  arguments: [{ name: "what", description: "What to say", required: true }],
  text: "Repeat {{what}}",
  calls: [{ tool: "test.echo", arguments: { text: "{{what}}" } }],
};

for (const { name, connect } of CLIENT_KINDS) {
  describe(`MCP as served to ${name}`, () => {
    let client: TestClient;

    before(async () => {
      const { app } = await served({
        tools: SAMPLE_TOOLS,
        config: { prompts: [SAY_IT] },
        readers: { kubernetes: { namespaces: () => Promise.resolve(["shop", "shopping", "web"]) } },
      });
      client = await connect(app);
    });
    after(() => client?.close());

    it("tells what the server is for", () => {
      assertStringIncludes(client.instructions ?? "", "TeleMCP reads one Kubernetes cluster");
    });

    it("lists the tools of the enabled toolsets in order of name", async () => {
      const names = ["test.broken", "test.echo", "test.huge", "test.patient"];
      assertEquals(await client.toolNames(), names);
      assertEquals(await client.toolNames(), names, "the cached list");
    });

    it("calls a tool by its dotted and by its underscored name", async () => {
      const dotted = await client.call("test.echo", { text: "hello" });
      assertEquals(dotted.isError, false);
      assertStringIncludes(dotted.text, "hello");
      assertEquals(await client.call("test_echo", { text: "hello" }), dotted);
    });

    it("answers wrong arguments with a result that holds the corrected call", async () => {
      const { text, isError } = await client.call("test.echo", { text: "hello", tmes: 2 });
      assertEquals(isError, true);
      assertStringIncludes(text, 'invalid_input: Cannot use the arguments: "tmes" is unknown');
      assertStringIncludes(text, 'Call test.echo {"text":"hello","times":2}');
    });

    it("keeps the words of an unexpected failure to itself", async () => {
      const { text, isError } = await client.call("test.broken");
      assertEquals([isError, text.includes("hunter2")], [true, false]);
      assertStringIncludes(text, "internal: Cannot finish");
    });

    it("refuses a tool that does not exist or is of a toolset that is off", async () => {
      for (const unknown of ["test.nothing", "test.optional"]) {
        const error = await assertRejects(() => client.call(unknown));
        assertEquals(Reflect.get(Object(error), "code"), -32602);
        assertEquals(Reflect.get(Object(error), "data"), { kind: "tool_not_found" });
        assertStringIncludes(String(error), `Cannot find the tool "${unknown}"`);
      }
    });

    it("gives a prompt of the operator with live evidence", async () => {
      assertEquals(await client.promptNames(), ["Say-It"]);
      const text = await client.prompt("Say-It", { what: "hello" });
      assertStringIncludes(text, "Repeat hello\n\n# Evidence, gathered just now");
      assertStringIncludes(text, '## test.echo {"text":"hello","max_tokens":2000}\nhello');
    });

    it("refuses unknown prompts and arguments by name", async () => {
      const unknown = await assertRejects(() => client.prompt("Nothing"));
      assertEquals(Reflect.get(Object(unknown), "data"), { kind: "prompt_not_found" });
      const wrong = await assertRejects(() => client.prompt("Say-It", { who: "me" }));
      assertStringIncludes(
        String(wrong),
        'Cannot use the arguments of Say-It: "who" is unknown; what is missing. It takes: what',
      );
    });

    it("reads a saved query with where it applies", async () => {
      const text = await client.read("res://dashboards/pod-restarts.promql");
      assertStringIncludes(text, "# Needs kube-state-metrics");
      assertStringIncludes(text, "increase(kube_pod_container_status_restarts_total[1h])");
    });

    it("refuses an unknown resource and names it", async () => {
      const error = await assertRejects(() => client.read("res://dashboards/nothing.promql"));
      assertEquals(Reflect.get(Object(error), "code"), -32602);
      assertEquals(Reflect.get(Object(error), "data"), {
        kind: "resource_not_found",
        uri: "res://dashboards/nothing.promql",
      });
    });

    it("reports progress to a caller that asks for it", async () => {
      const told: (string | undefined)[] = [];
      const left = new Promise<void>((resolve) => {
        const onprogress = ({ message }: { message?: string | undefined }) => {
          told.push(message);
          resolve();
        };
        // The call ends when the client closes; that it is answered is no concern here.
        client.call("test.patient", {}, { onprogress }).catch(() => {});
      });
      await left;
      assertEquals(told, ["waiting"]);
    });
  });
}

describe("MCP for several principals", () => {
  const reader: Principal = { tenant: "a", user: "r", scopes: ["telemetry:read"] };
  const nobody: Principal = { tenant: "b", user: "n", scopes: [] };

  for (const { name, connect } of CLIENT_KINDS) {
    it(`shows each to ${name} only what it may use, cached lists included`, async () => {
      const { app } = await served({ tools: SAMPLE_TOOLS, keys: { r: reader, n: nobody } });
      const [one, other] = await Promise.all([connect(app, "r"), connect(app, "n")]);
      for (const _ of ["fresh", "cached"]) {
        assertEquals((await one.toolNames()).length, 4);
        assertEquals(await other.toolNames(), []);
      }
      await assertRejects(() => other.call("test.echo", { text: "x" }));
      await Promise.all([one.close(), other.close()]);
    });
  }

  it("refuses a client without a key", async () => {
    const { app } = await served({ tools: SAMPLE_TOOLS, keys: { r: reader } });
    for (const { connect } of CLIENT_KINDS) await assertRejects(() => connect(app));
  });
});
