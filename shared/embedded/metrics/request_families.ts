import { hash32 } from "../random.ts";
import type { World } from "../world/world.ts";
import type { TrafficService } from "../world/traffic.ts";
import { type Counter, defineFamilies, type Scope, type Subject } from "./family.ts";
import { histogram } from "./histogram.ts";
import { servingTime, type Share, sharesOf } from "./server_shares.ts";
import { pods } from "./subjects.ts";

/** A pod of a service, with its part of the service's requests. */
interface Server {
  readonly service: TrafficService;
  /** Its share of the service's requests over time. */
  readonly shares: readonly Share[];
}

function* servers(world: World, scope: Scope): Generator<Subject<Server>> {
  const services = new Map(
    world.traffic.map((service) => [`${service.namespace}/${service.name}`, service]),
  );
  for (const history of pods(world, scope)) {
    const { namespace = "", name, labels } = history.latest.metadata;
    const app = `${namespace}/${labels?.app}`;
    const service = services.get(app);
    const time = servingTime(history);
    if (service === undefined || time === undefined) continue;
    yield {
      entity: { service, shares: sharesOf(world, app, time) },
      labels: { namespace, service: service.name, pod: name },
      seed: hash32(`${namespace}/${name}`, world.seed),
      ...time,
    };
  }
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

function counted(perSecond: number, shares: readonly Share[]): Counter {
  return {
    perSecond,
    sinceMs: shares[0]?.fromMs ?? 0,
    shares,
    daily: true,
    whole: true,
  };
}

/** What a request-metrics library in each service exports. */
export const REQUEST_FAMILIES = defineFamilies<Server>(servers, {
  http_requests_total: {
    type: "counter",
    help: "Requests served, by status code and method.",
    rows: ({ service, shares }) =>
      !service.http
        ? []
        : Object.entries(CODES).flatMap(([code, ofCode]) =>
          Object.entries(METHODS).map(([method, ofMethod]) =>
            [
              { code, method },
              counted(service.requestsPerSecond * ofCode * ofMethod, shares),
            ] as const
          )
        ),
  },
  ...histogram<Server>(
    "http_request_duration_seconds",
    "Time to serve a request.",
    ({ service, shares }) =>
      !service.http ? [] : [{
        count: counted(service.requestsPerSecond, shares),
        medianSeconds: service.latencySeconds,
      }],
  ),
  http_client_requests_total: {
    type: "counter",
    help: "Requests made to other services, by target and status code.",
    rows: ({ service, shares }) =>
      service.calls.flatMap(({ target, requestsPerSecond }) =>
        Object.entries(CLIENT_CODES).map(([code, ofCode]) =>
          [
            { target, code },
            counted(requestsPerSecond * ofCode, shares),
          ] as const
        )
      ),
  },
});
