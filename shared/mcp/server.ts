// Of the two servers of the SDK this is the one without opinions on schemas: the other validates
// arguments in its own words before ours and converts every schema for every list.
import { type CacheHint, Server, type ServerOptions } from "@modelcontextprotocol/server";
import { PRODUCT } from "../catalogue/product.ts";
import type { Principal, Runtime } from "../context.ts";
import { serveCompletions } from "./completions.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { servePrompts } from "./prompts.ts";
import { serveResources } from "./resources.ts";
import { listedName, serveTools } from "./tools.ts";

/** Makes the server of one exchange (or one stdio connection) for one principal; never shared. */
export type ServerFactory = (principal: Principal) => Server;

/** Prepares what all servers of a process have in common, and gives the factory of the rest. */
export function serverFactory(
  runtime: Runtime,
  { authenticated }: { readonly authenticated: boolean },
): ServerFactory {
  const options: ServerOptions = {
    capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
    instructions: instructions(runtime),
    cacheHints: cacheHints(authenticated ? "private" : "public"),
  };
  return (principal) => {
    const server = new Server({ ...PRODUCT }, options);
    serveTools(server, runtime, principal);
    serveResources(server, runtime, principal);
    servePrompts(server, runtime, principal);
    serveCompletions(server, runtime, principal);
    return server;
  };
}

// Lists change only with the configuration, that is with the process; a restart may bring another.
const LIST_TTL_MS = 300_000;
const READ_TTL_MS = 5_000;

function cacheHints(cacheScope: "private" | "public"): NonNullable<ServerOptions["cacheHints"]> {
  const list: CacheHint = { ttlMs: LIST_TTL_MS, cacheScope };
  return {
    "server/discover": list,
    "tools/list": list,
    "prompts/list": list,
    "resources/list": list,
    "resources/templates/list": list,
    // What is read is evidence about a tenant, whoever asked for it.
    "resources/read": { ttlMs: READ_TTL_MS, cacheScope: "private" },
  };
}

/** The instructions with the tools named as this process lists them. */
function instructions(runtime: Runtime): string {
  return runtime.tools.reduce(
    (text, tool) => text.replaceAll(tool.name, listedName(tool, runtime)),
    INSTRUCTIONS,
  );
}
