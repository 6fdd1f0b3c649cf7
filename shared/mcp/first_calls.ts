import { PRODUCT } from "../catalogue/product.ts";
import { callTool } from "./call.ts";

export interface FirstCallsOptions {
  /** The MCP endpoint. */
  readonly url: string;
  /** What somebody who is called for help would be told. */
  readonly symptom: string;
  /** Evidence time. */
  readonly now: Date;
  readonly print: (text: string) => void;
}

/** What an agent does first: it asks what is wrong, then what changed. */
const FIRST_CALLS = [
  { name: "triage.now", arguments: {} },
  { name: "changes.recent", arguments: { namespace: "shop", max_tokens: 600 } },
] as const;

/** Prints how clients connect and what the first calls of an agent answer, over MCP like any client. */
export async function showFirstCalls(options: FirstCallsOptions): Promise<void> {
  const { url, symptom, now, print } = options;
  print(connecting(url));
  print(
    `\nIt is ${now.toISOString().slice(0, 16)}Z in this cluster, and you are told: “${symptom}”.`,
  );
  print("An agent begins like this:");
  for (const call of FIRST_CALLS) {
    const { text } = await callTool({ url }, call);
    print(`\n> ${call.name} ${JSON.stringify(call.arguments)}\n${text}`);
  }
  print(`\n${PRODUCT.title} serves on at ${url}: ask your agent why, or stop it with Ctrl-C.`);
}

function connecting(url: string): string {
  const { name } = PRODUCT;
  const json = JSON.stringify({ mcpServers: { [name]: { type: "http", url } } });
  return [
    `${PRODUCT.title} serves an incident from memory at ${url}`,
    "",
    `  Claude Code  claude mcp add --transport http ${name} ${url}`,
    `  Codex        codex mcp add ${name} --url ${url}`,
    `  others       ${json}`,
  ].join("\n");
}
