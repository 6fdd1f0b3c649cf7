import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";

const MAIN = new URL("../../functions/main.ts", import.meta.url).pathname;

async function connect(pin?: string): Promise<Client> {
  const negotiation = pin === undefined ? {} : { versionNegotiation: { mode: { pin } } };
  const client = new Client({ name: "test", version: "1.0.0" }, negotiation);
  await client.connect(
    new StdioClientTransport({
      command: Deno.execPath(),
      args: ["run", "-A", "--quiet", MAIN, "stdio"],
      env: { ...Deno.env.toObject(), TELEMCP_KUBERNETES: "false" },
      stderr: "ignore",
    }),
  );
  return client;
}

describe("the command stdio", () => {
  it("ends when its input ends, and says nothing by itself", async () => {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", MAIN, "stdio"],
      env: { TELEMCP_KUBERNETES: "false" },
      stdin: "null",
    }).output();
    assertEquals([code, stdout.byteLength], [0, 0]);
  });

  for (const pin of [undefined, "2026-07-28"]) {
    it(`serves a client of ${pin ?? "2025-11-25"} and ends with it`, async () => {
      const client = await connect(pin);
      const { content } = await client.callTool({ name: "health_check", arguments: {} });
      const [first] = content;
      assertEquals(first?.type === "text" && first.text.startsWith("ok: 5 not configured"), true);
      await client.close();
    });
  }
});
