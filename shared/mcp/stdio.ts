import { once } from "node:events";
import process from "node:process";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Principal, Runtime } from "../context.ts";
import { serverFactory } from "./server.ts";

/**
 * Serves one client over standard input and output, of either protocol era, until it closes its end.
 *
 * Nothing else may write to standard output.
 */
export async function serveOverStdio(
  runtime: Runtime,
  { principal, onError }: {
    readonly principal: Principal;
    onError(error: Error): void;
  },
): Promise<void> {
  const createServer = serverFactory(runtime, { authenticated: true });
  // Deno ends the stream of a closed pipe without closing it.
  const ended = Promise.race([once(process.stdin, "end"), once(process.stdin, "close")]);
  const connection = serveStdio(() => createServer(principal), { onerror: onError });
  await ended;
  await connection.close();
}
