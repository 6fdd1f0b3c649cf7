import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { parseKeys, principalOfKey } from "./keys.ts";

// sha256 of "correct horse"
const DIGEST = "5f6f1c5c6d9a1f5e3f0bb3ac1e3e5f1d8a1a3f6a0e0b7a1c7d9d2d3b4e5f6a7b";

describe("parseKeys", () => {
  it("finds the principal by the digest of its key", async () => {
    const digest = await digestOf("correct horse");
    const keys = await parseKeys(
      `[{sha256: "${digest}", tenant: shop, user: bot, namespaces: [shop]}]`,
    );
    assertEquals(principalOfKey(keys, "correct horse"), {
      tenant: "shop",
      user: "bot",
      scopes: ["telemetry:read", "logs:read"],
      namespaces: ["shop"],
    });
  });

  it("knows no other key", async () => {
    const keys = await parseKeys(`[{sha256: "${DIGEST}", tenant: shop, user: bot}]`);
    assertEquals(principalOfKey(keys, "battery staple"), undefined);
  });

  it("names a wrong entry by position and field without its value", async () => {
    const error = await assertRejects(
      () => parseKeys(`[{sha256: hunter2, tenant: shop, user: bot}]`),
      Error,
    );
    assertEquals(error.message, "Cannot use the key file, wrong entries:\n  keys.0.sha256");
  });
});

async function digestOf(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
