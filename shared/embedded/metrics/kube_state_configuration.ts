import type { WorldObject } from "../world/kube_objects.ts";
import { objectFamilies, type ObjectTable } from "./object_families.ts";
import { created, labels, type Metric, phases } from "./object_rows.ts";

const version: Metric<WorldObject> = [
  "Version of the object.",
  ({ metadata }) => [[{}, Number(metadata.resourceVersion)]],
];
const info: Metric<WorldObject> = ["It exists.", () => [[{}, 1]]];

const SECRETS: ObjectTable<WorldObject> = {
  key: "secrets",
  nameLabel: "secret",
  metrics: {
    kube_secret_info: info,
    kube_secret_created: created(),
    kube_secret_labels: labels(),
    kube_secret_type: ["Type.", ({ type }) => [[{ type: String(type ?? "Opaque") }, 1]]],
    kube_secret_metadata_resource_version: version,
  },
};

const CONFIG_MAPS: ObjectTable<WorldObject> = {
  key: "configmaps",
  nameLabel: "configmap",
  metrics: {
    kube_configmap_info: info,
    kube_configmap_created: created(),
    kube_configmap_metadata_resource_version: version,
  },
};

const SERVICES: ObjectTable<WorldObject> = {
  key: "services",
  nameLabel: "service",
  metrics: {
    kube_service_info: ["Address.", ({ spec }) => [[
      { cluster_ip: String((spec as { clusterIP?: string }).clusterIP ?? "") },
      1,
    ]]],
    kube_service_created: created(),
    kube_service_spec_type: [
      "Type.",
      ({ spec }) => [[{ type: String((spec as { type?: string }).type ?? "ClusterIP") }, 1]],
    ],
  },
};

const NAMESPACES: ObjectTable<WorldObject> = {
  key: "namespaces",
  nameLabel: "namespace",
  metrics: {
    kube_namespace_created: created(),
    kube_namespace_labels: labels(),
    kube_namespace_status_phase: phases(["Active", "Terminating"]),
  },
};

interface Ingress extends WorldObject {
  spec: { ingressClassName?: string };
}

const INGRESSES: ObjectTable<Ingress> = {
  key: "networking.k8s.io/ingresses",
  nameLabel: "ingress",
  metrics: {
    kube_ingress_info: [
      "Class.",
      ({ spec }) => [[{ ingressclass: spec.ingressClassName ?? "" }, 1]],
    ],
    kube_ingress_created: created(),
  },
};

/** kube-state-metrics on Secrets, ConfigMaps, Services, Ingresses and namespaces; never a Secret's content. */
export const CONFIGURATION_FAMILIES = [
  ...[SECRETS, CONFIG_MAPS, SERVICES, NAMESPACES].flatMap(objectFamilies),
  ...objectFamilies(INGRESSES),
];
