import { type EndpointSlice, timestamp, type WorldObject } from "./kube_objects.ts";
import type { ObjectStore } from "./object_store.ts";

const SERVICE_LABEL = "kubernetes.io/service-name";

/** Writes the Endpoints objects that older clients still read, as their slices stand now. */
export function mirrorEndpoints(store: ObjectStore): void {
  const histories = store.histories<EndpointSlice>("discovery.k8s.io/endpointslices");
  const bySlice = histories.filter(({ current }) => current !== undefined);
  const byService = Map.groupBy(
    bySlice,
    ({ latest: { metadata } }) => `${metadata.namespace}/${metadata.labels?.[SERVICE_LABEL]}`,
  );
  for (const [service, slices] of byService) {
    const [namespace = "", name = ""] = service.split("/");
    if (store.history("endpoints", { namespace, name }) !== undefined) continue;
    const createdMs = Math.min(...slices.map((history) => history.createdMs));
    store.put(endpoints({ namespace, name, createdMs }, slices.map(({ latest }) => latest)));
  }
}

function endpoints(
  { namespace, name, createdMs }: {
    readonly namespace: string;
    readonly name: string;
    readonly createdMs: number;
  },
  slices: readonly EndpointSlice[],
): WorldObject {
  return {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name, namespace, creationTimestamp: timestamp(createdMs) },
    subsets: slices.flatMap((slice) => subset(slice) ?? []),
  };
}

function subset({ endpoints, ports }: EndpointSlice) {
  const addresses = (ready: boolean) =>
    (endpoints ?? []).filter(({ conditions }) => (conditions?.ready ?? true) === ready)
      .flatMap(({ addresses, nodeName, targetRef }) =>
        addresses.map((ip) => ({ ip, nodeName, targetRef }))
      );
  const [ready, notReady] = [addresses(true), addresses(false)];
  if (ready.length + notReady.length === 0) return undefined;
  return {
    ...(ready.length === 0 ? {} : { addresses: ready }),
    ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
    ports,
  };
}
