import type { Handler } from "./kubernetes_api.ts";
import type { Telemetry } from "./telemetry.ts";
export function lokiApi(_t: Telemetry): Handler {
  return () => Promise.resolve(new Response("", { status: 501 }));
}
