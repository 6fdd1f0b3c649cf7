import { hash32, unit } from "../random.ts";
import { ORDERS_DB, SHOP_SERVICES, type ShopService } from "../base/shop_services.ts";
import type { Service } from "./kube_objects.ts";
import type { ObjectStore } from "./object_store.ts";

/** A service with the requests it gets and makes, averaged over a day. */
export interface TrafficService {
  readonly namespace: string;
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly latencySeconds: number;
  /** Whether it exports HTTP request metrics. */
  readonly http: boolean;
  readonly calls: readonly { readonly target: string; readonly requestsPerSecond: number }[];
}

/** The traffic of the shop, from what enters at its edge, and of each team's services. */
export function trafficOf(
  store: ObjectStore,
  { seed, edgeRate }: { readonly seed: number; readonly edgeRate: number },
): readonly TrafficService[] {
  return [...shopTraffic(edgeRate), ...teamTraffic(store, seed)];
}

function shopTraffic(edgeRate: number): TrafficService[] {
  const services = [...SHOP_SERVICES, ORDERS_DB];
  const rates = new Map<string, number>([["edge", edgeRate]]);
  // Callers stand before their callees in the table, so one pass carries the load down.
  for (const { name, calls } of services) {
    for (const [target, each] of Object.entries(calls)) {
      rates.set(target, (rates.get(target) ?? 0) + each * (rates.get(name) ?? 0));
    }
  }
  return services.map((service) => shopService(service, rates.get(service.name) ?? 0));
}

function shopService(service: ShopService, requestsPerSecond: number): TrafficService {
  const { name, http, latencySeconds, calls } = service;
  return {
    namespace: "shop",
    name,
    requestsPerSecond,
    latencySeconds,
    http,
    calls: Object.entries(calls)
      .map(([target, each]) => ({ target, requestsPerSecond: each * requestsPerSecond })),
  };
}

function teamTraffic(store: ObjectStore, seed: number): TrafficService[] {
  return store.list<Service>("services")
    .filter(({ metadata }) => metadata.namespace?.startsWith("team-"))
    .map(({ metadata: { name, namespace = "" } }) => ({
      namespace,
      name,
      requestsPerSecond: 1 + 40 * unit(hash32(`${namespace}/${name} rate`, seed)),
      latencySeconds: 0.01 + 0.1 * unit(hash32(`${namespace}/${name} latency`, seed)),
      http: true,
      calls: [],
    }));
}
