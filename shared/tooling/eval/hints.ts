import type { ToolCall } from "./mcp_connection.ts";

const HINT = /^next: ([\w.]+) (\{.*\})/gm;

/** The calls that an answer proposes on lines that begin with `next:`, in order. */
export function hintsOf(text: string): readonly ToolCall[] {
  return [...text.matchAll(HINT)].flatMap(([, tool = "", given = ""]) => {
    try {
      return [{ tool, arguments: JSON.parse(given) }];
    } catch {
      return [];
    }
  });
}
