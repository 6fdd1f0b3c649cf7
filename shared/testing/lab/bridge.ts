/** A bridge of the lab's own, as a process of its own, and a real MCP client connected to it. */

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { assert } from "@std/assert";
import { type RunningServer, startServer } from "../../tooling/bench_server.ts";
import {
  bridgeProgram,
  generatedRules,
  grant,
  type Rule,
  WIDGET_RULE,
} from "../../tooling/lab_bridge.ts";
import { CANARY } from "../../tooling/lab_shop_objects.ts";

export interface Answered {
  readonly text: string;
  readonly isError: boolean;
}

type Completion = Parameters<Client["complete"]>[0];

/** What the lab tests do with a bridge. Every answer is searched for the value that only Secrets hold. */
export interface LabBridge extends AsyncDisposable {
  readonly server: RunningServer;
  readonly client: Client;
  call(tool: string, args?: Record<string, unknown>): Promise<Answered>;
  /** The text of a call that must succeed. */
  ask(tool: string, args?: Record<string, unknown>): Promise<string>;
  /** The text of a call that must fail. */
  refusal(tool: string, args?: Record<string, unknown>): Promise<string>;
  /** The typed output of the JSON route. */
  json(tool: string, args?: Record<string, unknown>): Promise<unknown>;
  read(uri: string): Promise<string>;
  prompt(name: string, args?: Record<string, string>): Promise<string>;
  complete(completion: Completion): Promise<readonly string[]>;
  /** The body of a plain GET, such as `/readyz`. */
  get(path: string): Promise<string>;
}

export interface BridgeOptions {
  /** Name of the ServiceAccount that is made for it. */
  readonly account: string;
  /** @default the generated rules and the one for the lab's widgets */
  readonly rules?: readonly Rule[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Static key to send. */
  readonly key?: string;
}

const ANY_CORE = "0-1";

/** Starts the bridge under a ServiceAccount with these rights and connects to it over HTTP. */
export async function startLabBridge(options: BridgeOptions): Promise<LabBridge> {
  const rules = options.rules ?? [...await generatedRules(), WIDGET_RULE];
  const kubeconfig = await grant(options.account, rules);
  const server = await startServer(bridgeProgram(kubeconfig, options.environment), ANY_CORE);
  const headers: Record<string, string> = options.key === undefined
    ? {}
    : { authorization: `Bearer ${options.key}` };
  const client = new Client({ name: "lab-test", version: "1.0.0" });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers } }),
  );
  return {
    server,
    client,
    ...toolCalls(client),
    ...plainRequests(server.url, headers),
    async read(uri) {
      const { contents } = await client.readResource({ uri });
      return checked(contents.map((part) => "text" in part ? part.text : "").join("\n"));
    },
    async prompt(name, args = {}) {
      const { messages } = await client.getPrompt({ name, arguments: args });
      const texts = messages.map(({ content }) => content.type === "text" ? content.text : "");
      return checked(texts.join("\n"));
    },
    async complete(completion) {
      return (await client.complete(completion)).completion.values;
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

function toolCalls(client: Client): Pick<LabBridge, "call" | "ask" | "refusal"> {
  const call: LabBridge["call"] = async (name, args = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: args });
    const text = content.map((part) => part.type === "text" ? part.text : "").join("\n");
    return { text: checked(text), isError: isError === true };
  };
  return {
    call,
    async ask(name, args) {
      const { text, isError } = await call(name, args);
      assert(!isError, `${name} ${JSON.stringify(args)} fails: ${text}`);
      return text;
    },
    async refusal(name, args) {
      const { text, isError } = await call(name, args);
      assert(isError, `${name} ${JSON.stringify(args)} answers: ${text}`);
      return text;
    },
  };
}

function plainRequests(
  url: string,
  headers: Readonly<Record<string, string>>,
): Pick<LabBridge, "json" | "get"> {
  return {
    async json(name, args = {}) {
      const response = await fetch(new URL(`/tools/${name}`, url), {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(args),
      });
      return JSON.parse(checked(await response.text()));
    },
    async get(path) {
      return checked(await (await fetch(new URL(path, url), { headers })).text());
    },
  };
}

function checked(text: string): string {
  assert(!text.includes(CANARY), `The value of a Secret is answered: ${text}`);
  return text;
}
