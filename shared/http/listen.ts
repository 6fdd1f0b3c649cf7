import type { Hono } from "hono";
import { Refusal } from "../command_line.ts";
import type { HttpEnv } from "./authenticate.ts";
import type { ActiveCalls } from "./active_calls.ts";

export interface ListenOptions {
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long streams may go on once the server stops. */
  readonly drainSeconds: number;
  readonly calls: ActiveCalls;
  /** Ends the streams that outlive the drain. */
  endStreams(): Promise<void>;
}

/** A server that listens. */
export interface Listening {
  readonly url: string;
  /** Takes no new work, lets calls finish and streams go on for `drainSeconds`, then ends them. */
  stop(): Promise<void>;
}

/** Listens for HTTP. @throws {Refusal} when the address cannot be had */
export function listen(app: Hono<HttpEnv>, options: ListenOptions): Listening {
  const { hostname, port } = options;
  const server = bind(() =>
    Deno.serve(
      { hostname, port, onListen() {} },
      (request, info) => app.fetch(request, info),
    ), options);
  return {
    url: `http://${hostname.includes(":") ? `[${hostname}]` : hostname}:${server.addr.port}`,
    stop: () => drain(server, options),
  };
}

function bind<T>(serve: () => T, { hostname, port }: ListenOptions): T {
  try {
    return serve();
  } catch (cause) {
    const why = cause instanceof Deno.errors.AddrInUse
      ? "the port is in use: stop the other server or set TELEMCP_PORT, or --port of the demo"
      : "the address is not available: set TELEMCP_HOST and TELEMCP_PORT";
    throw new Refusal(`Cannot listen on ${hostname}:${port}: ${why}`, { cause });
  }
}

async function drain(
  server: Deno.HttpServer,
  { drainSeconds, calls, endStreams }: ListenOptions,
): Promise<void> {
  const finished = server.shutdown().then(() => true as const);
  if (await Promise.race([finished, after(drainSeconds)])) return;
  // A call has a deadline of its own, so this wait ends; its answer still has to leave.
  await calls.idle();
  if (await Promise.race([finished, after(FAREWELL_SECONDS)])) return;
  await endStreams();
  // Whoever does not take the end of its stream is cut off by the end of the process.
  await Promise.race([finished, after(FAREWELL_SECONDS)]);
}

/** Time for the last bytes of an answer or an ended stream to leave. */
const FAREWELL_SECONDS = 0.5;

async function after(seconds: number): Promise<false> {
  await new Promise<void>((resolve) => Deno.unrefTimer(setTimeout(resolve, seconds * 1_000)));
  return false;
}
