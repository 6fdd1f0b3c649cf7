import { hash32 } from "../random.ts";
import type { World } from "../world/world.ts";
import type { TrafficService } from "../world/traffic.ts";
import { type Counter, defineFamilies, type Scope, type Subject } from "./family.ts";
import { histogram } from "./histogram.ts";
import { type PodHistory, pods } from "./subjects.ts";

/** A pod of a service, with its part of the service's requests. */
interface Server {
  readonly service: TrafficService;
  /** Its share of the service's requests. */
  readonly share: number;
}

function* servers(world: World, scope: Scope): Generator<Subject<Server>> {
  const services = new Map(
    world.traffic.map((service) => [`${service.namespace}/${service.name}`, service]),
  );
  const counts = serverCounts(world);
  for (const history of pods(world, scope)) {
    const { namespace = "", name, labels } = history.latest.metadata;
    const service = services.get(`${namespace}/${labels?.app}`);
    if (service === undefined || !served(history)) continue;
    yield {
      entity: { service, share: 1 / (counts.get(serversWith(history)) ?? 1) },
      labels: { namespace, service: service.name, pod: name },
      seed: hash32(`${namespace}/${name}`, world.seed),
      fromMs: history.createdMs,
      untilMs: history.deletedMs,
    };
  }
}

/** A pod that was never ready never got a request. */
function served({ revisions }: PodHistory): boolean {
  return revisions.some(({ object }) =>
    object.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True")
  );
}

/** Those that a pod shares its requests with: pods of today with each other, earlier ones with their own generation. */
function serversWith({ current, latest: { metadata } }: PodHistory): string {
  const { namespace, labels, ownerReferences } = metadata;
  return current === undefined
    ? `${namespace}/${ownerReferences?.[0]?.name} until then`
    : `${namespace}/${labels?.app}`;
}

const SERVER_COUNTS = new WeakMap<World, ReadonlyMap<string, number>>();

function serverCounts(world: World): ReadonlyMap<string, number> {
  const known = SERVER_COUNTS.get(world);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const history of pods(world, {})) {
    if (!served(history)) continue;
    const key = serversWith(history);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  SERVER_COUNTS.set(world, counts);
  return counts;
}

/** How a healthy service answers: the share of each code, with the codes of trouble all but silent. */
const CODES = {
  "200": 0.9942,
  "404": 0.005,
  "429": 0.0001,
  "500": 0.0003,
  "502": 0.0001,
  "503": 0.0002,
  "504": 0.0001,
} as const;
const METHODS = { GET: 0.8, POST: 0.2 } as const;

const CLIENT_CODES = { "200": 0.9993, "500": 0.0003, "503": 0.0002, "504": 0.0002 } as const;

function counted(perSecond: number, sinceMs: number): Counter {
  return { perSecond, sinceMs, daily: true, whole: true };
}

/** What a request-metrics library in each service exports. */
export const REQUEST_FAMILIES = defineFamilies<Server>(servers, {
  http_requests_total: {
    type: "counter",
    help: "Requests served, by status code and method.",
    rows: ({ service, share }, { sinceMs }) =>
      !service.http
        ? []
        : Object.entries(CODES).flatMap(([code, ofCode]) =>
          Object.entries(METHODS).map(([method, ofMethod]) =>
            [
              { code, method },
              counted(service.requestsPerSecond * share * ofCode * ofMethod, sinceMs),
            ] as const
          )
        ),
  },
  ...histogram<Server>(
    "http_request_duration_seconds",
    "Time to serve a request.",
    ({ service, share }, { sinceMs }) =>
      !service.http ? [] : [{
        count: counted(service.requestsPerSecond * share, sinceMs),
        medianSeconds: service.latencySeconds,
      }],
  ),
  http_client_requests_total: {
    type: "counter",
    help: "Requests made to other services, by target and status code.",
    rows: ({ service, share }, { sinceMs }) =>
      service.calls.flatMap(({ target, requestsPerSecond }) =>
        Object.entries(CLIENT_CODES).map(([code, ofCode]) =>
          [
            { target, code },
            counted(requestsPerSecond * share * ofCode, sinceMs),
          ] as const
        )
      ),
  },
});
