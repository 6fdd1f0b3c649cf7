import type { ClusterObjects } from "../cluster_kinds.ts";
import { type Entity, entityOf, entityText } from "../entity.ts";
import type { GatewayRoute, Ingress } from "../kube_network.ts";
import type { KubeObject } from "../kube_object.ts";
import type { CallEdge } from "../signals/signal.ts";
import type { Edge } from "./edge.ts";
import type { WorkloadTemplate } from "./workload_templates.ts";

/** Which Services each Ingress and route of the Gateway API leads to. */
export function routeEdges(objects: Partial<ClusterObjects>): readonly Edge[] {
  const { ingresses, httpRoutes, grpcRoutes } = objects;
  return [
    ...(ingresses ?? []).flatMap((ingress) =>
      edgesToServices(entityOf("Ingress", ingress), ingressServices(ingress))
    ),
    ...(httpRoutes ?? []).flatMap((route) =>
      edgesToServices(entityOf("HTTPRoute", route), gatewayServices(route))
    ),
    ...(grpcRoutes ?? []).flatMap((route) =>
      edgesToServices(entityOf("GRPCRoute", route), gatewayServices(route))
    ),
  ];
}

/** Which Services the API server asks before it accepts an object. */
export function webhookEdges(objects: Partial<ClusterObjects>): readonly Edge[] {
  const { validatingWebhooks, mutatingWebhooks } = objects;
  const asked = (kind: string) => (object: WebhookConfiguration) =>
    (object.webhooks ?? []).flatMap(({ clientConfig }): readonly Edge[] => {
      const service = clientConfig?.service;
      if (service === undefined) return [];
      const to = serviceNamed(service.namespace, service.name);
      return [{ from: entityOf(kind, object), to, kind: "asks", source: "webhook client" }];
    });
  return [
    ...(validatingWebhooks ?? []).flatMap(asked("ValidatingWebhookConfiguration")),
    ...(mutatingWebhooks ?? []).flatMap(asked("MutatingWebhookConfiguration")),
  ];
}

type WebhookConfiguration = NonNullable<Partial<ClusterObjects>["validatingWebhooks"]>[number];

/**
 * Who calls whom, as metrics have it. Callers name a workload and reach it through its Service: an edge leads to
 * that too.
 */
export function callEdges(calls: readonly CallEdge[], serving: readonly Edge[]): readonly Edge[] {
  const inFront = Map.groupBy(serving, ({ to }) => entityText(to));
  return calls.flatMap(({ from, to }) => {
    const services = (inFront.get(entityText(to)) ?? []).map((edge) => edge.from);
    return distinct([to, ...services])
      .map((end): Edge => ({ from, to: end, kind: "calls", source: "call metrics" }));
  });
}

const ADDRESS =
  /^(?:[a-z][\w+.-]*:\/\/)?(?:[^\s/@]*@)?([a-z][a-z0-9-]*)(?:\.([a-z][a-z0-9-]*))?(?:\.svc(?:\.[\w.-]+)?)?(?::\d+)?(?:[/?].*)?$/;

/** Which Services the environment and the ConfigMaps of a workload name: guesses, where metrics tell of no calls. */
export function addressEdges(
  templates: readonly WorkloadTemplate[],
  { services = [], configMaps = [] }: Partial<ClusterObjects>,
): readonly Edge[] {
  const known = new Set(services.map((service) => entityText(entityOf("Service", service))));
  const settings = new Map(
    configMaps.map((map) => [entityText(entityOf("ConfigMap", map)), map.data ?? {}]),
  );
  return templates.flatMap(({ workload, spec }) => {
    const containers = [...spec.initContainers ?? [], ...spec.containers ?? []];
    const values = containers.flatMap(({ env = [], envFrom = [] }) => [
      ...env.map(({ value = "" }) => value),
      ...envFrom.flatMap(({ configMapRef }) =>
        Object.values(settings.get(`ConfigMap ${workload.namespace}/${configMapRef?.name}`) ?? {})
      ),
    ]);
    const named = values.flatMap((value) => serviceIn(value, workload.namespace))
      .filter((service) => known.has(entityText(service)));
    return distinct(named).map((to): Edge => ({
      from: workload,
      to,
      kind: "calls",
      source: "address in configuration",
    }));
  });
}

function serviceIn(value: string, home: string): readonly Entity[] {
  const [, name, namespace = home] = ADDRESS.exec(value.slice(0, 300)) ?? [];
  return name === undefined ? [] : [serviceNamed(namespace, name)];
}

function ingressServices({ metadata, spec }: Ingress): readonly Entity[] {
  const { namespace = "" } = metadata;
  const backends = [
    spec?.defaultBackend,
    ...(spec?.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend)),
  ];
  return backends.flatMap((backend) =>
    backend?.service === undefined ? [] : [serviceNamed(namespace, backend.service.name)]
  );
}

function gatewayServices({ metadata, spec }: GatewayRoute & KubeObject): readonly Entity[] {
  return (spec?.rules ?? []).flatMap(({ backendRefs = [] }) =>
    backendRefs.filter(({ kind = "Service" }) => kind === "Service")
      .map((ref) => serviceNamed(ref.namespace ?? metadata.namespace ?? "", ref.name))
  );
}

function edgesToServices(from: Entity, services: readonly Entity[]): readonly Edge[] {
  return distinct(services).map((to): Edge => ({ from, to, kind: "routes to", source: "route" }));
}

function serviceNamed(namespace: string, name: string): Entity {
  return { kind: "Service", namespace, name };
}

function distinct(entities: readonly Entity[]): readonly Entity[] {
  return [...new Map(entities.map((entity) => [entityText(entity), entity])).values()];
}
