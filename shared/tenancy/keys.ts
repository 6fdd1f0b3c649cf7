import { createHash } from "node:crypto";
import { z } from "zod";
import type { Principal } from "../context.ts";
import { SCOPES } from "../tool.ts";

const keySchema = z.strictObject({
  /** SHA-256 of the key, in hexadecimal: the key itself is nowhere at rest. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  tenant: z.string().min(1),
  user: z.string().min(1),
  scopes: z.array(z.enum(SCOPES)).default(["telemetry:read", "logs:read"]),
  /** Absent means the whole cluster. */
  namespaces: z.array(z.string().min(1)).optional(),
});

/** Principals by the SHA-256 of their key. */
export type Keys = ReadonlyMap<string, Principal>;

/**
 * Reads a key file: a YAML list of `{sha256, tenant, user, scopes?, namespaces?}`.
 *
 * @throws {Error} naming every wrong entry by position and field, never its value.
 */
export async function parseKeys(text: string): Promise<Keys> {
  const { parse: parseYaml } = await import("yaml");
  const parsed = z.array(keySchema).min(1).safeParse(parseYaml(text));
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `  keys.${issue.path.join(".")}`);
    throw new Error(`Cannot use the key file, wrong entries:\n${problems.join("\n")}`);
  }
  return new Map(parsed.data.map(({ sha256, namespaces, ...principal }) => [
    sha256,
    Object.freeze({ ...principal, ...(namespaces && { namespaces }) }),
  ]));
}

/** Finds whose key this is. The look-up is by digest, so its timing says nothing about the key. */
export function principalOfKey(keys: Keys, key: string): Principal | undefined {
  return keys.get(createHash("sha256").update(key).digest("hex"));
}
