import { ToolError } from "../errors.ts";
import type { Finding } from "./health.ts";
import { typedApi } from "./kubernetes_typed.ts";
import type { UpstreamCall } from "./upstream.ts";
import { statusOf } from "./upstream_failure.ts";

const PURPOSE = "ask the Kubernetes API how it is";

/** Reads the version of the API server and whether it is ready. */
export async function askKubernetes(call: UpstreamCall): Promise<Finding> {
  const versions = await typedApi(call, { api: (client) => client.VersionApi, purpose: PURPOSE });
  const [{ gitVersion }, degraded] = await Promise.all([versions.getCode(), askReadiness(call)]);
  return { version: gitVersion, degraded };
}

async function askReadiness(call: UpstreamCall): Promise<string | undefined> {
  try {
    await call.text({ purpose: PURPOSE, path: "/readyz", uncached: true, isolated: true });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    // Not everybody may ask, and hosted clusters hide it; only the server's own "no" counts.
    if (statusOf(error) === 500) return "It says that it is not ready";
  }
  return undefined;
}
