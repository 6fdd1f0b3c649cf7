import {
  createMcpHandler,
  INVALID_REQUEST,
  isJsonContentType,
  type JSONRPCRequest,
  type McpHttpHandler,
  PARSE_ERROR,
} from "@modelcontextprotocol/server";
import type { Principal, Runtime } from "../context.ts";
import type { McpEndpoint } from "../http/mcp_endpoint.ts";
import { readBody } from "../http/read_body.ts";
import { visibleTools } from "../run_tool.ts";
import { describeSurface } from "./describe.ts";
import { type LegacyHandler, legacyHandler } from "./legacy.ts";
import { ListCache } from "./list_cache.ts";
import { plainListEra } from "./plain_list.ts";
import { requestEra } from "./request_era.ts";
import { type ServerFactory, serverFactory } from "./server.ts";

/** What is served; everything else about MCP over HTTP is the same for all. */
export interface Serving {
  readonly createServer: ServerFactory;
  /** Names what `tools/list` shows a principal; equal names share the cached bytes. */
  listKey(principal: Principal): string;
  describe(principal: Principal): object;
  readonly bodyLimitBytes: number;
  /** Whether a request may bring messages before its result, other than the progress it asked for. */
  streams?(body: unknown): boolean;
  /** Hears of requests that were refused and of failures outside any call; never sent. */
  onError?(error: Error): void;
}

/** Serves the tools, resources and prompts of a runtime. */
export async function serveMcp(
  runtime: Runtime,
  options: Pick<Serving, "onError"> = {},
): Promise<McpServer> {
  const authenticated = await runtime.identify(undefined) === undefined;
  return new McpServer({
    createServer: serverFactory(runtime, { authenticated }),
    listKey: (principal) => visibleTools(runtime, principal).map(({ name }) => name).join(),
    describe: (principal) => describeSurface(runtime, principal),
    bodyLimitBytes: runtime.config.bodyLimitBytes,
    ...options,
  });
}

/**
 * MCP over Streamable HTTP, stateless: 2026-07-28 through the SDK's handler, older clients through
 * ours. Every request gets a server of its own; only the bytes of `tools/list` are shared.
 */
export class McpServer implements McpEndpoint {
  readonly #serving: Serving;
  readonly #modern: McpHttpHandler;
  readonly #legacy: LegacyHandler;
  readonly #lists = new ListCache();
  /** Whose request it is, until it is answered: the SDK makes the server from the request alone. */
  readonly #principals = new WeakMap<Request, Principal>();

  constructor(serving: Serving) {
    this.#serving = serving;
    const createServer = (request?: Request) => {
      const principal = request && this.#principals.get(request);
      if (principal === undefined) throw new Error("Cannot serve a request of nobody");
      return serving.createServer(principal);
    };
    this.#modern = createMcpHandler(({ requestInfo }) => createServer(requestInfo), {
      legacy: "reject",
      onerror: (error) => serving.onError?.(error),
    });
    this.#legacy = legacyHandler({
      createServer,
      streams: (body) => serving.streams?.(body) ?? false,
    });
  }

  async fetch(request: Request, principal: Principal): Promise<Response> {
    const isPost = request.method === "POST";
    // Other methods and media types are refused without a look at the body.
    if (!isPost || !isJsonContentType(request.headers.get("content-type"))) {
      return this.#modern.fetch(request);
    }
    const text = await readBody(request, this.#serving.bodyLimitBytes);
    if (text === undefined) return tooLarge(this.#serving.bodyLimitBytes);
    const body = parsed(text);
    if (body === undefined) return malformed();
    this.#principals.set(request, principal);
    const era = plainListEra(request, body);
    if (era === undefined) return this.#dispatch(request, body);
    const key = `${era} ${this.#serving.listKey(principal)}`;
    return this.#lists.answer(key, body as JSONRPCRequest, () => this.#dispatch(request, body));
  }

  describe(principal: Principal): object {
    return this.#serving.describe(principal);
  }

  /** What subscribers may be told: lists and resources that changed. */
  get notify(): McpHttpHandler["notify"] {
    return this.#modern.notify;
  }

  async close(): Promise<void> {
    await this.#modern.close();
  }

  async #dispatch(request: Request, body: unknown): Promise<Response> {
    return await requestEra(request, body) === "legacy"
      ? await this.#legacy(request, body)
      : await this.#modern.fetch(request, { parsedBody: body });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function malformed(): Response {
  return refusal(400, {
    code: PARSE_ERROR,
    message: "Cannot read the request body: it is not valid JSON",
    data: { kind: "malformed_json" },
  });
}

function tooLarge(limitBytes: number): Response {
  return refusal(413, {
    code: INVALID_REQUEST,
    message: `Cannot read a request body of more than ${limitBytes} bytes: send smaller arguments`,
    data: { kind: "body_too_large", limitBytes },
  });
}

function refusal(
  status: number,
  error: { readonly code: number; readonly message: string; readonly data: object },
): Response {
  return Response.json({ jsonrpc: "2.0", error, id: null }, { status });
}
