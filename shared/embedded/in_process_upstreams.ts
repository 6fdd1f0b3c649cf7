import type { Telemetry } from "./api/telemetry.ts";
import { EMBEDDED_URLS, inProcessFetch } from "./in_process_fetch.ts";
import type { World } from "./world/world.ts";

/** What a runtime is given so that it reads a world in place of real upstreams. */
export interface InProcessUpstreams {
  /** Environment names and values of the settings that say where the upstreams are. */
  readonly settings: Readonly<Record<string, string>>;
  readonly kubernetesUrl: string;
  readonly fetch: typeof fetch;
  /** The moment at which the world stands still. */
  readonly now: () => Date;
}

/** Puts a world behind a runtime, without a socket. */
export function inProcessUpstreams(
  world: World,
  options: { readonly telemetry?: Telemetry } = {},
): InProcessUpstreams {
  return upstreamsOf(world, inProcessFetch(world, options));
}

/** Puts what answers from a world behind a runtime. */
export function upstreamsOf(world: World, fetchWorld: typeof fetch): InProcessUpstreams {
  return {
    settings: {
      TELEMCP_PROMETHEUS_URL: EMBEDDED_URLS.prometheus,
      TELEMCP_LOKI_URL: EMBEDDED_URLS.loki,
      TELEMCP_ALERTMANAGER_URL: EMBEDDED_URLS.alertmanager,
      TELEMCP_NODE_FACTS_URL: EMBEDDED_URLS.nodeFacts,
    },
    kubernetesUrl: EMBEDDED_URLS.kubernetes,
    fetch: fetchWorld,
    now: () => new Date(world.nowMs),
  };
}
