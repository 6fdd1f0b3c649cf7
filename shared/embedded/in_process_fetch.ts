import { READER_USER } from "./api/kubernetes_access.ts";
import {
  API_NAMES,
  type ApiName,
  type EmbeddedCluster,
  embeddedCluster,
  type EmbeddedClusterOptions,
} from "./embedded_cluster.ts";
import type { World } from "./world/world.ts";

/** Where the APIs of an embedded cluster are for an in-process `fetch`; no such hosts exist. */
export const EMBEDDED_URLS: Readonly<Record<ApiName, string>> = {
  kubernetes: "http://kubernetes.embedded",
  prometheus: "http://prometheus.embedded",
  loki: "http://loki.embedded",
  alertmanager: "http://alertmanager.embedded",
  nodeFacts: "http://node-facts.embedded",
};

const API_OF_ORIGIN = new Map(API_NAMES.map((name) => [EMBEDDED_URLS[name], name]));

/**
 * Makes a `fetch` that answers from a world without a socket. Requests without a token come from the reader.
 * It fails like the real one: a `TypeError` where nothing answers, the signal's reason on abort.
 */
export function inProcessFetch(
  world: World,
  options: Pick<EmbeddedClusterOptions, "telemetry"> = {},
): typeof fetch {
  return fetchFrom(embeddedCluster(world, { withoutToken: READER_USER, ...options }));
}

/** Makes such a `fetch` of any five APIs. */
export function fetchFrom({ apis, away }: EmbeddedCluster): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    request.signal.throwIfAborted();
    const name = API_OF_ORIGIN.get(new URL(request.url).origin);
    if (name === undefined || away.has(name)) {
      throw new TypeError(`error sending request for url (${request.url}): connection refused`);
    }
    return untilAborted(await apis[name](request), request.signal);
  };
}

/** Ends the body of a response with the signal's reason when it aborts, as a socket would. */
function untilAborted(response: Response, signal: AbortSignal): Response {
  if (response.body === null) return response;
  const body = response.body.pipeThrough(new TransformStream(), { signal });
  return new Response(body, { status: response.status, headers: response.headers });
}
