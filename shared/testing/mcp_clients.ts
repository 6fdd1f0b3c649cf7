import {
  Client as ModernClient,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Hono } from "hono";
import type { HttpEnv } from "../http/authenticate.ts";

/** What our tests ask of a client, whichever SDK it is from. */
export interface TestClient {
  readonly instructions: string | undefined;
  toolNames(): Promise<string[]>;
  call(
    name: string,
    given?: Record<string, unknown>,
    options?: { readonly onprogress?: (progress: { message?: string | undefined }) => void },
  ): Promise<{ readonly text: string; readonly isError: boolean }>;
  promptNames(): Promise<string[]>;
  prompt(name: string, given?: Record<string, string>): Promise<string>;
  resourceUris(): Promise<string[]>;
  templateUris(): Promise<string[]>;
  read(uri: string): Promise<string>;
  complete(prompt: string, argument: { name: string; value: string }): Promise<string[]>;
  completeTemplate(uri: string, argument: { name: string; value: string }): Promise<string[]>;
  close(): Promise<void>;
}

export interface ClientKind {
  readonly name: string;
  connect(app: Hono<HttpEnv>, key?: string): Promise<TestClient>;
}

/** The real clients that everything about MCP is tested with, without a socket. */
export const CLIENT_KINDS: readonly ClientKind[] = [
  { name: "the v1 SDK client", connect: connectLegacySdk },
  { name: "the v2 client, 2025-11-25", connect: (app, key) => connectV2(app, { key }) },
  {
    name: "the v2 client, 2026-07-28",
    connect: (app, key) => connectV2(app, { key, pin: "2026-07-28" }),
  },
];

const INFO = { name: "test", version: "1.0.0" };
const URL_IN_PROCESS = new URL("http://127.0.0.1/mcp");

async function connectLegacySdk(app: Hono<HttpEnv>, key?: string): Promise<TestClient> {
  const client = new LegacyClient(INFO);
  await client.connect(new LegacyTransport(URL_IN_PROCESS, inProcess(app, key)));
  return adapted(client);
}

async function connectV2(
  app: Hono<HttpEnv>,
  { key, pin }: { readonly key?: string | undefined; readonly pin?: string },
): Promise<TestClient> {
  const negotiation = pin === undefined ? {} : { versionNegotiation: { mode: { pin } } };
  const client = new ModernClient(INFO, negotiation);
  await client.connect(new ModernTransport(URL_IN_PROCESS, inProcess(app, key)));
  return adapted(client);
}

function inProcess(app: Hono<HttpEnv>, key: string | undefined) {
  const headers: Record<string, string> = key === undefined
    ? {}
    : { Authorization: `Bearer ${key}` };
  return {
    requestInit: { headers },
    fetch: async (url: string | URL, init?: RequestInit) => await app.fetch(new Request(url, init)),
  };
}

function adapted(client: LegacyClient | ModernClient): TestClient {
  const completed = async (
    ref: { type: "ref/prompt"; name: string } | { type: "ref/resource"; uri: string },
    argument: { name: string; value: string },
  ) => (await client.complete({ ref, argument })).completion.values;
  return {
    instructions: client.getInstructions(),
    toolNames: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name, given = {}, options = {}) {
      const { content, isError } = client instanceof LegacyClient
        ? await client.callTool({ name, arguments: given }, undefined, options)
        : await client.callTool({ name, arguments: given }, options);
      return { text: textOf(content), isError: isError === true };
    },
    promptNames: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    prompt: async (name, given = {}) =>
      (await client.getPrompt({ name, arguments: given })).messages
        .map(({ content }) => textOf([content])).join("\n"),
    resourceUris: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    templateUris: async () =>
      (await client.listResourceTemplates()).resourceTemplates
        .map(({ uriTemplate }) => uriTemplate),
    read: async (uri) => (await client.readResource({ uri })).contents.map(textOfOne).join("\n"),
    complete: (name, argument) => completed({ type: "ref/prompt", name }, argument),
    completeTemplate: (uri, argument) => completed({ type: "ref/resource", uri }, argument),
    close: () => client.close(),
  };
}

function textOf(content: unknown): string {
  return Array.isArray(content) ? content.map(textOfOne).join("\n") : "";
}

function textOfOne(part: object): string {
  return "text" in part ? String(part.text) : "";
}
