import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { httpConnection } from "./connection.ts";
import { withUpstream } from "../testing/loopback_fixture.ts";
import { tokenFile } from "./token_file.ts";

async function withFile(text: string, use: (path: string) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, text);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

describe("httpConnection()", () => {
  it("sends its headers and token below its base URL", async () => {
    await withFile("abc\n", async (path) => {
      await withUpstream(() => Response.json({}), async ({ url, upstream: _, requests }) => {
        const connect = httpConnection({
          baseUrl: `${url}/prefix/`,
          fetch,
          tokenFile: path,
          headers: { "X-Scope-OrgID": "shop" },
        });
        await withUpstream(() => new Response(), async ({ call }) => {
          await call.json({ purpose: "read", path: "/loki" }, (body) => body);
        }, { connect });
        assertEquals(
          requests.map(({ path, headers }) => [
            path,
            headers.get("authorization"),
            headers.get("x-scope-orgid"),
          ]),
          [["/prefix/loki", "Bearer abc", "shop"]],
        );
      });
    });
  });

  it("sends no token when there is none", async () => {
    const connection = await httpConnection({ baseUrl: "http://127.0.0.1:1", fetch })();
    assertEquals(await connection.headers(), {});
  });
});

describe("tokenFile()", () => {
  it("keeps the token for its time and then reads it anew", async () => {
    await withFile("old", async (path) => {
      const kept = tokenFile(path);
      const fresh = tokenFile(path, { rereadSeconds: 0 });
      assertEquals([await kept(), await fresh()], ["old", "old"]);
      await Deno.writeTextFile(path, "new\n");
      assertEquals([await kept(), await fresh()], ["old", "new"]);
    });
  });

  it("throws without the path when the file cannot be read", async () => {
    const error = await assertRejects(tokenFile("/nowhere/token"), ToolError);
    assertEquals([error.code, error.message], ["upstream_unavailable", "Cannot read a token file"]);
  });
});
