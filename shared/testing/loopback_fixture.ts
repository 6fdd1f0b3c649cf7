import { assertRejects } from "@std/assert";
import type { BackendRecord } from "../context.ts";
import { ToolError } from "../errors.ts";
import { httpConnection } from "../backends/connection.ts";
import { Upstream, type UpstreamCall, type UpstreamOptions } from "../backends/upstream.ts";

/** A request as the server of a test saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Parameters of the URL or of the form. */
  readonly parameters: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export type AnswerOf = (request: SeenRequest, index: number) => Response | Promise<Response>;

export interface UpstreamFixture {
  readonly upstream: Upstream;
  /** Reads of the scope `tester` that nobody aborts. */
  readonly call: UpstreamCall;
  readonly requests: readonly SeenRequest[];
  readonly records: readonly BackendRecord[];
  readonly url: string;
}

/** Lets a test read from a server on loopback through a real upstream, without cache unless asked for. */
export async function withUpstream(
  answer: AnswerOf,
  use: (fixture: UpstreamFixture) => Promise<void>,
  options: Partial<UpstreamOptions> = {},
): Promise<void> {
  const requests: SeenRequest[] = [];
  const records: BackendRecord[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (raw) => {
    const seen = await seenRequest(raw);
    requests.push(seen);
    return await answer(seen, requests.length - 1);
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const upstream = new Upstream({
    name: "prometheus",
    setting: "TELEMCP_PROMETHEUS_URL",
    connect: httpConnection({ baseUrl: url, fetch }),
    timeoutSeconds: 5,
    limitBytes: 1024 * 1024,
    cacheTtlSeconds: 0,
    observe: (record) => records.push(record),
    ...options,
  });
  const call = upstream.for({ scope: "tester", signal: new AbortController().signal });
  try {
    await use({ upstream, call, requests, records, url });
  } finally {
    upstream.close();
    await server.shutdown();
  }
}

/** Makes a function that lets one reader read from a server, and tells what it got and what it sent. */
export function readingWith<R>(
  create: (call: UpstreamCall) => R,
  options: Partial<UpstreamOptions>,
): <T>(
  answer: AnswerOf,
  read: (reader: R) => Promise<T>,
) => Promise<{ result: T; requests: readonly SeenRequest[] }> {
  return async (answer, read) => {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof read>>>();
    let seen: readonly SeenRequest[] = [];
    await withUpstream(answer, async ({ call, requests }) => {
      resolve(await read(create(call)));
      seen = requests;
    }, options);
    return { result: await promise, requests: seen };
  };
}

/** A request of no backend in particular. */
export const STATE = { purpose: "read the state", path: "/state" };

/** Reads JSON as it is. */
export function readState(call: UpstreamCall): Promise<unknown> {
  return call.json(STATE, (body) => body);
}

/** The error that a read of such answers ends with. */
export async function errorOf(
  answer: AnswerOf,
  options: Partial<UpstreamOptions> = {},
): Promise<ToolError> {
  const read = readingWith((call) => call, options);
  return (await read(answer, (call) => assertRejects(() => readState(call), ToolError))).result;
}

async function seenRequest(request: Request): Promise<SeenRequest> {
  const { pathname, searchParams } = new URL(request.url);
  const body = await request.text();
  const isForm = request.headers.get("content-type") === "application/x-www-form-urlencoded";
  return {
    method: request.method,
    path: decodeURIComponent(pathname),
    parameters: isForm ? new URLSearchParams(body) : searchParams,
    headers: request.headers,
    body,
    signal: request.signal,
  };
}
