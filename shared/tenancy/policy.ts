import { createHash } from "node:crypto";
import type { Config } from "../config.ts";
import type { Principal, Runtime } from "../context.ts";

type Tool = Runtime["tools"][number];

/** Whether a tool is offered to a principal: its toolset is on, and the principal holds its scopes. */
export function mayUse(tool: Tool, principal: Principal, config: Config): boolean {
  return isEnabled(tool, config) && missingScopes(tool, principal).length === 0;
}

/** Whether the configuration turns the tool's toolset on; `core` always is. */
export function isEnabled(tool: Tool, config: Config): boolean {
  return tool.toolset === "core" || config.toolsets.includes(tool.toolset);
}

/** The scopes a tool asks for and the principal lacks. */
export function missingScopes(tool: Tool, principal: Principal): readonly string[] {
  return tool.scopes.filter((scope) => !principal.scopes.includes(scope));
}

/**
 * What two principals must share before they may share an upstream answer.
 *
 * Part of every cache and single-flight key; equal exactly when tenant and visible namespaces are.
 */
export function scopeKey(principal: Principal): string {
  const namespaces = principal.namespaces && [...principal.namespaces].sort();
  const scope = JSON.stringify([principal.tenant, namespaces ?? "*"]);
  return createHash("sha256").update(scope).digest("base64url").slice(0, 22);
}
