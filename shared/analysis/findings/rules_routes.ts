import { type Entity, entityOf, entityText } from "../entity.ts";
import type { GatewayRoute, Ingress } from "../kube_network.ts";
import { gatewayRoutes, ingressRoutes, type Route } from "../route_backends.ts";
import { readyEndpoints } from "../service_wiring.ts";
import { similarNames } from "../similar_names.ts";
import { changeFacts, changesOf } from "./change_evidence.ts";
import { objectFact } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { workloadsBehind } from "./service_evidence.ts";
import type { Situation } from "./situation.ts";
import { soundTexts } from "./soundness.ts";
import { tellable } from "./tellable.ts";

/** Class 2: ways into the cluster that lead nowhere. */
export const ROUTE_RULES: readonly FindingRule[] = [
  {
    id: "route-backend-missing",
    class: 2,
    severity: 3,
    title: "Route leads to a Service that does not exist",
    find: (situation) => lostRoutes(situation, "service does not exist"),
    disconfirmedBy: "Services of that namespace which may not be read",
    disconfirm: servicesUnread,
  },
  {
    id: "route-backend-port-missing",
    class: 2,
    severity: 3,
    title: "Route leads to a port that its Service lacks",
    find: (situation) => lostRoutes(situation, "port does not exist"),
    disconfirmedBy: "Services of that namespace which may not be read",
    disconfirm: servicesUnread,
  },
  {
    id: "ingress-class-unserved",
    class: 2,
    severity: 2,
    title: "Ingress is of a class that no controller serves",
    find: unservedClasses,
    disconfirmedBy: "an address that a controller gave the Ingress",
    disconfirm: hasAddress,
  },
  {
    id: "route-not-accepted",
    class: 2,
    severity: 3,
    title: "Gateway does not accept a route",
    find: refusedRoutes,
    disconfirmedBy: "another Gateway that accepts the route",
    disconfirm: acceptedElsewhere,
  },
];

type Loss = NonNullable<Route["problem"]>;

function lostRoutes(situation: Situation, problem: Loss): readonly Found[] {
  const { services, ingresses = [], httpRoutes = [], grpcRoutes = [], endpointSlices = [] } =
    situation.objects;
  if (services === undefined) return [];
  const targets = { services, readyEndpoints: readyEndpoints(endpointSlices) };
  const lost = [
    ...ingressRoutes(ingresses, targets),
    ...gatewayRoutes([...httpRoutes, ...grpcRoutes], targets),
  ].filter((route) => route.problem === problem);
  const byObject = Map.groupBy(lost, ({ namespace, object }) => `${namespace}/${object}`);
  return [...byObject.values()].map((routes) => lossOf(routes as [Route, ...Route[]], situation));
}

function lossOf(routes: readonly [Route, ...Route[]], situation: Situation): Found {
  const [{ namespace, object, problem }] = routes;
  const [kind = "", name = ""] = object.split("/");
  const entity = { kind, namespace, name };
  const services = [...new Set(routes.map(({ to }) => to))];
  const changes = changesOf(situation, entity);
  const nearest = nearestServices(services.map(nameOf), namespace, situation);
  const what = problem === "service does not exist" ? "does not exist" : "has no such port";
  const text = `${routes.map(({ from }) => tellable(from)).join(", ")} -> Service ${
    services.map((to) => `${namespace}/${to}`).join(", ")
  } ${what}`;
  return {
    entity,
    ...(changes[0] && { since: changes[0].at }),
    facts: [
      objectFact(entity, nearest.length === 0 ? text : `${text}; there is ${nearest.join(", ")}`),
      ...changeFacts(situation, entity),
      ...complaints(services.map(nameOf), situation),
    ],
    ruledOut: soundTexts(workloadsOf(nearest, namespace, situation), situation),
    related: nearest.map((name) => ({ kind: "Service", namespace, name })),
  };
}

function nameOf(to: string): string {
  return to.split(":")[0] ?? to;
}

function nearestServices(
  names: readonly string[],
  namespace: string,
  { objects }: Situation,
): readonly string[] {
  const known = (objects.services ?? [])
    .filter(({ metadata }) => metadata.namespace === namespace)
    .map(({ metadata }) => metadata.name);
  return [...new Set(names.flatMap((name) => similarNames(name, known, { count: 1 })))];
}

function workloadsOf(
  names: readonly string[],
  namespace: string,
  situation: Situation,
): readonly Entity[] {
  return names.flatMap((name) => {
    const service = situation.cluster.service(namespace, name);
    return service === undefined ? [] : workloadsBehind(service, situation);
  });
}

/** What controllers write about Services that they look for in vain. */
function complaints(names: readonly string[], situation: Situation): readonly Fact[] {
  return names.flatMap((name) =>
    shiftsMatching(situation, /no object matching|not found|does not exist|no endpoints/i)
      .filter(({ sample }) => sample.includes(name))
      .slice(0, 1)
      .map((shift) => logFact(shift, `about Service ${name}`, situation.now))
  );
}

function unservedClasses({ objects }: Situation): readonly Found[] {
  const { ingresses = [] } = objects;
  const served = new Set(ingresses.filter(isServed).map(classOf));
  if (served.size === 0) return [];
  return ingresses.filter((ingress) => !isServed(ingress) && !served.has(classOf(ingress)))
    .map((ingress) => {
      const entity = entityOf("Ingress", ingress);
      const text = `ingressClassName ${classOf(ingress) || "not set"}: no address was given; ` +
        `the classes that are served: ${[...served].sort().join(", ")}`;
      return {
        entity,
        ...(ingress.metadata.creationTimestamp && { since: ingress.metadata.creationTimestamp }),
        facts: [objectFact(entity, text)],
      };
    });
}

function classOf({ metadata, spec }: Ingress): string {
  return spec?.ingressClassName ?? metadata.annotations?.["kubernetes.io/ingress.class"] ?? "";
}

function isServed({ status }: Ingress): boolean {
  return (status?.loadBalancer?.ingress ?? []).length > 0;
}

function refusedRoutes({ objects }: Situation): readonly Found[] {
  const { httpRoutes = [], grpcRoutes = [] } = objects;
  return [...httpRoutes, ...grpcRoutes].flatMap((route) => {
    const refusals = refusalsOf(route);
    const [first] = refusals;
    if (first === undefined) return [];
    const entity = entityOf(route.kind ?? "HTTPRoute", route);
    const { condition, gateway } = first;
    const text = `${condition.type}=False ${
      condition.reason ?? ""
    } at Gateway ${gateway}: it gets no traffic`;
    return [{
      entity,
      ...(condition.lastTransitionTime && { since: condition.lastTransitionTime }),
      facts: [objectFact(entity, text, condition.message)] as const,
    }];
  });
}

function refusalsOf({ status }: GatewayRoute) {
  return (status?.parents ?? []).flatMap(({ parentRef, conditions = [] }) =>
    conditions.filter(({ type, status }) =>
      (type === "Accepted" || type === "ResolvedRefs") && status === "False"
    ).map((condition) => ({ condition, gateway: parentRef?.name ?? "" }))
  );
}

// Who may not list the Services of a namespace sees none of them.
function servicesUnread({ entity }: Found, { objects }: Situation): string | undefined {
  const isRead = objects.services?.some(({ metadata }) => metadata.namespace === entity.namespace);
  return isRead ? undefined : `no Service of namespace ${entity.namespace} could be read`;
}

function acceptedElsewhere({ entity }: Found, { objects }: Situation): string | undefined {
  const { httpRoutes = [], grpcRoutes = [] } = objects;
  const route = [...httpRoutes, ...grpcRoutes].find(({ metadata }) =>
    metadata.namespace === entity.namespace && metadata.name === entity.name
  );
  const accepting = route?.status?.parents?.find(({ conditions = [] }) =>
    conditions.length > 0 && conditions.every(({ status }) => status !== "False")
  );
  return accepting && `Gateway ${accepting.parentRef?.name ?? ""} accepts ${entityText(entity)}`;
}

function hasAddress({ entity }: Found, { objects }: Situation): string | undefined {
  const ingress = objects.ingresses?.find(({ metadata }) =>
    metadata.namespace === entity.namespace && metadata.name === entity.name
  );
  return ingress !== undefined && isServed(ingress)
    ? `${entityText(entity)} has an address`
    : undefined;
}
