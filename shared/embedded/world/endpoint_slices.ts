import { hash32, nameSuffix } from "../random.ts";
import { controllerReference } from "../base/pod_builder.ts";
import {
  type Endpoint,
  type EndpointSlice,
  type Pod,
  type Service,
  timeMs,
  timestamp,
} from "./kube_objects.ts";
import type { ObjectHistory } from "./object_history.ts";
import type { ObjectStore } from "./object_store.ts";

const KEY = "discovery.k8s.io/endpointslices";
const SERVICE_LABEL = "kubernetes.io/service-name";
const MOST_ENDPOINTS = 100;

/**
 * Writes the slices that the endpoint controller would: one state for the beginning and one for each change
 * of a Service or its pods in the history. Services whose slices were given are left alone.
 */
export function deriveEndpointSlices(
  store: ObjectStore,
  { seed, startMs }: { readonly seed: number; readonly startMs: number },
): void {
  const given = new Set(
    store.list<EndpointSlice>(KEY).map(({ metadata }) =>
      `${metadata.namespace}/${metadata.labels?.[SERVICE_LABEL]}`
    ),
  );
  const byNamespace = Map.groupBy(
    store.histories<Pod>("pods"),
    ({ latest }) => latest.metadata.namespace ?? "",
  );
  for (const service of store.histories<Service>("services")) {
    if (given.has(service.key) || service.current === undefined) continue;
    const pods = byNamespace.get(service.current.metadata.namespace ?? "") ?? [];
    deriveSlice(store, service, { pods: candidates(service, pods), seed, startMs });
  }
}

/** The pods that any state of a Service has selected. */
function candidates(service: ObjectHistory<Service>, pods: readonly ObjectHistory<Pod>[]) {
  return pods.filter(({ latest }) =>
    service.revisions.some(({ object }) => selects(object, latest))
  );
}

interface Derivation {
  readonly pods: readonly ObjectHistory<Pod>[];
  readonly seed: number;
  readonly startMs: number;
}

function deriveSlice(
  store: ObjectStore,
  service: ObjectHistory<Service>,
  { pods, seed, startMs }: Derivation,
): void {
  if (service.latest.spec.selector === undefined) return;
  const changes = [service, ...pods].flatMap(({ revisions }) => revisions.map(({ atMs }) => atMs))
    .filter((atMs) => atMs > Math.max(startMs, service.createdMs));
  const bornMs = Math.min(service.createdMs, startMs);
  let written = "";
  for (const atMs of [startMs, ...new Set(changes)].sort((left, right) => left - right)) {
    const state = service.at(Math.max(atMs, service.createdMs)) ?? service.latest;
    const endpoints = endpointsOf(state, pods, atMs).slice(0, MOST_ENDPOINTS);
    const id = JSON.stringify(endpoints);
    if (id === written) continue;
    const first = written === "";
    written = id;
    store.put(
      slice(state, { endpoints, seed, atMs }),
      first ? Math.max(bornMs, service.createdMs) : atMs,
    );
  }
}

function endpointsOf(
  service: Service,
  pods: readonly ObjectHistory<Pod>[],
  atMs: number,
): Endpoint[] {
  return pods.flatMap((history) => {
    const pod = history.at(atMs);
    const ip = pod?.status?.podIP;
    if (pod === undefined || ip === undefined || !selects(service, pod)) return [];
    if (["Succeeded", "Failed"].includes(pod.status?.phase ?? "")) return [];
    const ready = isReady(pod);
    const { namespace = "", name } = pod.metadata;
    return [{
      addresses: [ip],
      conditions: {
        ready,
        serving: ready,
        terminating: pod.metadata.deletionTimestamp !== undefined,
      },
      ...(pod.spec.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
      targetRef: { kind: "Pod", namespace, name },
    }];
  });
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) =>
    type === "Ready" && status === "True"
  ) ?? false;
}

function selects(
  { spec: { selector = {} } }: Service,
  { metadata: { labels = {} } }: Pod,
): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

function slice(
  service: Service,
  { endpoints, seed, atMs }: { endpoints: Endpoint[]; seed: number; atMs: number },
): EndpointSlice {
  const { name, namespace = "", creationTimestamp } = service.metadata;
  const suffix = nameSuffix(hash32(`${namespace}/${name} slice`, seed), 5);
  const createdMs = timeMs(creationTimestamp) ?? atMs;
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${name}-${suffix}`,
      generateName: `${name}-`,
      namespace,
      creationTimestamp: timestamp(createdMs),
      labels: {
        [SERVICE_LABEL]: name,
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
      },
      ownerReferences: [controllerReference("v1", "Service", name)],
    },
    addressType: "IPv4",
    endpoints,
    ports: (service.spec.ports ?? []).map(({ name, port, targetPort, protocol }) => ({
      ...(name === undefined ? {} : { name }),
      port: typeof targetPort === "number" ? targetPort : port,
      protocol: protocol ?? "TCP",
    })),
  };
}
