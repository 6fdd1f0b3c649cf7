import {
  legacyStatelessFallback,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";

export interface LegacyOptions {
  /** Makes the server of this one request. */
  createServer(request: Request): Server;
  /** Whether a request may bring messages before its result, other than the progress it asked for. */
  streams(body: unknown): boolean;
}

/** Answers one request of 2025-11-25 and older, whose body is already read and parsed. */
export type LegacyHandler = (request: Request, body: unknown) => Promise<Response>;

/**
 * Serves clients of 2025-11-25 and older, statelessly.
 *
 * They get plain JSON, which every one of them reads; an event stream only when they asked for
 * progress, which JSON could not carry.
 */
export function legacyHandler({ createServer, streams }: LegacyOptions): LegacyHandler {
  const stream = legacyStatelessFallback(({ requestInfo }) => {
    if (requestInfo === undefined) throw new Error("Cannot serve a request that is not there");
    return createServer(requestInfo);
  });
  return (request, body) =>
    asksForProgress(body) || streams(body)
      ? stream(request, { parsedBody: body })
      : answerJson(createServer(request), { request, body });
}

async function answerJson(
  server: Server,
  { request, body }: { readonly request: Request; readonly body: unknown },
): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  });
  await server.connect(transport);
  const { promise: left, resolve: leave } = Promise.withResolvers<Response>();
  const onAbort = () => {
    leave(new Response(null, { status: 499 }));
    // Aborts the call of a client that left.
    void server.close();
  };
  request.signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([transport.handleRequest(request, { parsedBody: body }), left]);
  } finally {
    request.signal.removeEventListener("abort", onAbort);
  }
}

function asksForProgress(body: unknown): boolean {
  if (Array.isArray(body)) return body.some(asksForProgress);
  const token = field(field(field(body, "params"), "_meta"), "progressToken");
  return token !== undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
