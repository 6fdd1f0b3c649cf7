import type { Context, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import type { Config } from "../config.ts";
import type { Principal, Runtime } from "../context.ts";
import { errorBody } from "./on_error.ts";

/** What Deno.serve hands over with a request; absent when an application is called in process. */
interface Connection {
  readonly remoteAddr?: Deno.Addr;
}

/** What our handlers find in Hono's context. */
export interface HttpEnv {
  Bindings: Connection;
  Variables: {
    readonly principal: Principal;
    readonly runtime: Runtime;
  };
}

/** Gives the runtime, which a tool served alone builds with its first request. */
export type RuntimeSource = () => Runtime | Promise<Runtime>;

const LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"];
const BEARER = /^Bearer +([^\s]+)$/i;

/**
 * Lets a request through whose Host and Origin are ours and whose caller is known.
 *
 * 403 for a foreign host or origin, 401 without a valid key. Where no keys are configured the caller
 * is the development principal, only over a loopback connection and never in production.
 */
export function authenticate(source: RuntimeSource): MiddlewareHandler<HttpEnv> {
  return createMiddleware<HttpEnv>(async (context, next) => {
    const runtime = await source();
    const foreign = foreignAddress(context.req.raw, runtime.config);
    if (foreign !== undefined) return context.json(errorBody(foreign), 403);
    const principal = await identify(context, runtime);
    if (principal === undefined) return unauthorized(context);
    context.set("runtime", runtime);
    context.set("principal", principal);
    await next();
  });
}

async function identify(
  context: Context<HttpEnv>,
  runtime: Runtime,
): Promise<Principal | undefined> {
  const nobody = await runtime.identify(undefined);
  if (nobody !== undefined) {
    return runtime.config.mode === "development" && isLocal(context.env) ? nobody : undefined;
  }
  const token = BEARER.exec(context.req.header("authorization") ?? "")?.[1];
  return token === undefined ? undefined : await runtime.identify(token);
}

function isLocal(connection: Connection | undefined): boolean {
  const address = connection?.remoteAddr;
  if (address === undefined) return true;
  return "hostname" in address &&
    (address.hostname.startsWith("127.") || address.hostname === "::1");
}

function unauthorized(context: Context<HttpEnv>): Response {
  const presented = context.req.header("authorization") !== undefined;
  const challenge = presented ? 'Bearer error="invalid_token"' : "Bearer";
  return context.json(
    errorBody({
      code: "unauthorized",
      message: presented ? "Cannot accept this key" : "Cannot serve a request without a key",
      hint: "Send the header Authorization: Bearer <key>",
    }),
    401,
    { "WWW-Authenticate": challenge },
  );
}

interface Refusal {
  readonly code: "forbidden";
  readonly message: string;
  readonly hint: string;
}

/** Guards against DNS rebinding: a browser on this machine must not reach us under a foreign name. */
function foreignAddress({ url, headers }: Request, config: Config): Refusal | undefined {
  // Deno.serve builds the URL from the Host header, or :authority in HTTP/2.
  const host = hostname(url);
  const hosts = [...LOOPBACK_HOSTS, config.host, ...config.allowedHosts];
  if (host === undefined || !hosts.includes(host)) {
    return {
      code: "forbidden",
      message: "Cannot serve a request to this host name",
      hint: "Add it to allowedHosts (TELEMCP_ALLOWED_HOSTS)",
    };
  }
  const origin = headers.get("origin");
  if (origin === null || isOurOrigin(origin, host, config)) return undefined;
  return {
    code: "forbidden",
    message: "Cannot serve a request from this origin",
    hint: "Add it to allowedOrigins (TELEMCP_ALLOWED_ORIGINS)",
  };
}

function isOurOrigin(origin: string, host: string, config: Config): boolean {
  return config.allowedOrigins.includes(origin) || hostname(origin) === host;
}

function hostname(url: string): string | undefined {
  return URL.parse(url)?.hostname || undefined;
}
