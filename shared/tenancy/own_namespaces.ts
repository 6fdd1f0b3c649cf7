import { quoted, ToolError } from "../errors.ts";

/** Refuses a namespace that is not the caller's, whether or not it exists. @throws {ToolError} `forbidden` */
export function refuseForeign(namespace: string, own: readonly string[]): void {
  if (own.includes(namespace)) return;
  throw new ToolError("forbidden", `Cannot read namespace ${quoted(namespace)}`, {
    hint: own.length === 0
      ? "This identity may read no namespace"
      : `This identity may read: ${[...own].sort().join(", ")}`,
  });
}
