import type { GatewayRoute, Ingress, Service } from "./kube_network.ts";
import { ascending } from "./order.ts";

/** One way from outside to a Service. */
export interface Route {
  readonly namespace: string;
  /** `Ingress/shop`, `HTTPRoute/shop`. */
  readonly object: string;
  /** Host and path: `shop.example/cart`; `*` for any host. */
  readonly from: string;
  /** Service and port: `cart:80`. */
  readonly to: string;
  /** Why a request would reach nothing. */
  readonly problem?: "service does not exist" | "port does not exist" | "no ready endpoints";
}

/** What routes are checked against. */
export interface RouteTargets {
  readonly services: readonly Service[];
  /** Ready addresses by `namespace/name`. */
  readonly readyEndpoints: ReadonlyMap<string, number>;
}

/** Lists the routes of Ingresses and their faults: faulty first, then by namespace, host and path. */
export function ingressRoutes(ingresses: readonly Ingress[], targets: RouteTargets): Route[] {
  return ingresses.flatMap((ingress) => backendsOf(ingress))
    .map((backend) => routeTo(backend, targets)).sort(faultyFirst);
}

/** Lists the routes of the Gateway API and their faults, in the same order. */
export function gatewayRoutes(routes: readonly GatewayRoute[], targets: RouteTargets): Route[] {
  return routes.flatMap((route) => gatewayBackends(route))
    .map((backend) => routeTo(backend, targets)).sort(faultyFirst);
}

interface Backend {
  readonly namespace: string;
  readonly object: string;
  readonly from: string;
  readonly serviceNamespace: string;
  readonly service: string;
  readonly port: string | number | undefined;
}

function backendsOf({ metadata, spec }: Ingress): Backend[] {
  const { namespace = "", name } = metadata;
  const object = `Ingress/${name}`;
  const paths = (spec?.rules ?? []).flatMap(({ host = "*", http }) =>
    (http?.paths ?? []).map(({ path = "/", backend }) => ({ from: host + path, backend }))
  );
  const fallback = spec?.defaultBackend && { from: "* (default)", backend: spec.defaultBackend };
  return [...paths, ...(fallback ? [fallback] : [])].flatMap(({ from, backend: { service } }) =>
    service === undefined ? [] : [{
      namespace,
      object,
      from,
      serviceNamespace: namespace,
      service: service.name,
      port: service.port?.name ?? service.port?.number,
    }]
  );
}

function gatewayBackends({ kind = "HTTPRoute", metadata, spec }: GatewayRoute): Backend[] {
  const { namespace = "", name } = metadata;
  const host = spec?.hostnames?.join(",") ?? "*";
  return (spec?.rules ?? []).flatMap(({ matches, backendRefs = [] }) =>
    backendRefs.filter((ref) => (ref.kind ?? "Service") === "Service").map((ref) => ({
      namespace,
      object: `${kind}/${name}`,
      from: host + (matches?.[0]?.path?.value ?? "/"),
      serviceNamespace: ref.namespace ?? namespace,
      service: ref.name,
      port: ref.port,
    }))
  );
}

function routeTo(backend: Backend, targets: RouteTargets): Route {
  const { namespace, object, from, service, port } = backend;
  const problem = problemOf(backend, targets);
  const to = port === undefined ? service : `${service}:${port}`;
  return { namespace, object, from, to, ...(problem && { problem }) };
}

function problemOf(
  { serviceNamespace, service, port }: Backend,
  { services, readyEndpoints }: RouteTargets,
): Route["problem"] {
  const target = services.find(({ metadata }) =>
    metadata.namespace === serviceNamespace && metadata.name === service
  );
  if (target === undefined) return "service does not exist";
  const ports = target.spec?.ports ?? [];
  if (port !== undefined && !ports.some((known) => known.port === port || known.name === port)) {
    return "port does not exist";
  }
  if (target.spec?.type === "ExternalName") return undefined;
  return readyEndpoints.get(`${serviceNamespace}/${service}`) ? undefined : "no ready endpoints";
}

function faultyFirst(a: Route, b: Route): number {
  return Number(b.problem !== undefined) - Number(a.problem !== undefined) ||
    ascending(a.namespace, b.namespace) || ascending(a.from, b.from) ||
    ascending(a.object, b.object) || ascending(a.to, b.to);
}
