import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import type { Config } from "../config.ts";

/**
 * Makes log lines and spans know the request they belong to; exports spans where an endpoint is set.
 *
 * Acts on the whole process, so only a composition root calls it, once. The SDK is loaded only for an
 * endpoint. Gives the function that sends what is left and stops.
 */
export async function startTracing(
  { otlpEndpoint }: Pick<Config, "otlpEndpoint">,
): Promise<() => Promise<void>> {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  if (otlpEndpoint === undefined) return () => Promise.resolve();
  const { exportTraces } = await import("./trace_export.ts");
  return exportTraces(otlpEndpoint);
}
