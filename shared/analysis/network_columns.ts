import type {
  EndpointSlice,
  GatewayRoute,
  Ingress,
  NetworkPolicy,
  Service,
  ServicePort,
} from "./kube_network.ts";
import type { LabelSelector } from "./kube_workload.ts";
import type { ObjectTable } from "./object_columns.ts";
import { selectorText } from "./service_wiring.ts";

const services: ObjectTable<Service> = {
  columns: [
    { title: "type", from: "concise", cell: ({ spec }) => spec?.type },
    { title: "cluster ip", cell: ({ spec }) => spec?.externalName ?? spec?.clusterIP },
    { title: "external", cell: externalAddresses },
    { title: "ports", from: "concise", cell: ({ spec }) => spec?.ports?.map(portText).join(",") },
    { title: "selector", cell: ({ spec }) => selectorText(spec?.selector ?? {}) },
  ],
};

function externalAddresses({ status }: Service | Ingress): string | undefined {
  return status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname).join(",");
}

function portText({ port, targetPort, nodePort, protocol = "TCP" }: ServicePort): string {
  const target = targetPort === undefined || targetPort === port ? "" : `→${targetPort}`;
  const node = nodePort === undefined ? "" : `:${nodePort}`;
  return `${port}${node}${target}${protocol === "TCP" ? "" : `/${protocol}`}`;
}

const endpointSlices: ObjectTable<EndpointSlice> = {
  trouble: (slice) => readyOf(slice) === 0 ? 1 : 0,
  columns: [
    {
      title: "service",
      from: "concise",
      cell: ({ metadata }) => metadata.labels?.["kubernetes.io/service-name"],
    },
    {
      title: "ready",
      from: "concise",
      cell: (slice) => `${readyOf(slice)}/${slice.endpoints?.length ?? 0}`,
    },
    { title: "ports", cell: ({ ports }) => ports?.map(({ port }) => port).join(",") },
    {
      title: "addresses",
      from: "full",
      cell: ({ endpoints }) => endpoints?.flatMap(({ addresses }) => addresses).join(","),
    },
  ],
};

function readyOf({ endpoints }: EndpointSlice): number {
  return (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false).length;
}

const ingresses: ObjectTable<Ingress> = {
  columns: [
    { title: "class", cell: ({ spec }) => spec?.ingressClassName },
    {
      title: "hosts",
      from: "concise",
      cell: ({ spec }) => spec?.rules?.map(({ host = "*" }) => host).join(","),
    },
    { title: "backends", from: "concise", cell: backendNames },
    { title: "tls", cell: ({ spec }) => (spec?.tls?.length ?? 0) > 0 },
    { title: "address", cell: externalAddresses },
  ],
};

function backendNames({ spec }: Ingress): string {
  const backends = [
    spec?.defaultBackend,
    ...(spec?.rules ?? []).flatMap(({ http }) => http?.paths?.map(({ backend }) => backend) ?? []),
  ];
  return [...new Set(backends.flatMap((backend) => backend?.service?.name ?? []))].join(",");
}

const gatewayRoutes: ObjectTable<GatewayRoute> = {
  columns: [
    { title: "hosts", from: "concise", cell: ({ spec }) => spec?.hostnames?.join(",") ?? "*" },
    {
      title: "gateways",
      from: "concise",
      cell: ({ spec }) => spec?.parentRefs?.map(({ name }) => name).join(","),
    },
    {
      title: "backends",
      cell: ({ spec }) =>
        spec?.rules?.flatMap(({ backendRefs = [] }) => backendRefs.map(({ name }) => name))
          .join(","),
    },
  ],
};

const networkPolicies: ObjectTable<NetworkPolicy> = {
  columns: [
    { title: "pods", from: "concise", cell: ({ spec }) => selectedText(spec?.podSelector) },
    { title: "types", from: "concise", cell: ({ spec }) => spec?.policyTypes?.join(",") },
    { title: "ingress rules", cell: ({ spec }) => spec?.ingress?.length ?? 0 },
    { title: "egress rules", cell: ({ spec }) => spec?.egress?.length ?? 0 },
  ],
};

function selectedText(selector: LabelSelector | undefined): string {
  const expressions = (selector?.matchExpressions ?? [])
    .map(({ key, operator, values = [] }) => `${key} ${operator} ${values.join("|")}`.trim());
  const texts = [selectorText(selector?.matchLabels ?? {}), ...expressions].filter(Boolean);
  return texts.join(",") || "all";
}

/** Tables by resource and group. */
export const networkTables = {
  "services": services,
  "endpointslices.discovery.k8s.io": endpointSlices,
  "ingresses.networking.k8s.io": ingresses,
  "networkpolicies.networking.k8s.io": networkPolicies,
  "httproutes.gateway.networking.k8s.io": gatewayRoutes,
  "grpcroutes.gateway.networking.k8s.io": gatewayRoutes,
};
