import { type Node, timeMs, type WorldObject } from "../world/kube_objects.ts";
import type { Family } from "./family.ts";
import { conditions, created, field, labels } from "./kube_state_workloads.ts";
import { objectFamilies, type ObjectTable, seconds } from "./object_families.ts";
import { quantity } from "./quantity.ts";

function nodeResources(of: "capacity" | "allocatable"): ObjectTable<Node>["metrics"][string] {
  return [
    `Resources: ${of}.`,
    ({ status }) =>
      Object.entries(status[of]).map(([resource, amount]) =>
        [
          {
            resource: resource.replace(/\W/g, "_"),
            unit: resource === "cpu" ? "core" : resource === "pods" ? "integer" : "byte",
          },
          quantity(amount),
        ] as const
      ),
  ];
}

const NODES: ObjectTable<Node> = {
  key: "nodes",
  nameLabel: "node",
  metrics: {
    kube_node_info: ["Information about node.", ({ status: { nodeInfo, addresses } }) => [[{
      kernel_version: nodeInfo.kernelVersion ?? "",
      os_image: nodeInfo.osImage ?? "",
      container_runtime_version: nodeInfo.containerRuntimeVersion ?? "",
      kubelet_version: nodeInfo.kubeletVersion ?? "",
      internal_ip: addresses[0]?.address ?? "",
    }, 1]]],
    kube_node_created: created(),
    kube_node_labels: labels(),
    kube_node_spec_unschedulable: ["Cordoned.", ({ spec }) => [[{}, spec.unschedulable ? 1 : 0]]],
    kube_node_spec_taint: [
      "Taints.",
      ({ spec }) =>
        (spec.taints ?? []).map(({ key, value = "", effect, timeAdded }) => {
          const sinceMs = timeMs(timeAdded) ?? 0;
          return [{ key, value, effect }, (time: number) => time >= sinceMs ? 1 : NaN] as const;
        }),
    ],
    kube_node_status_condition: conditions(),
    kube_node_status_capacity: nodeResources("capacity"),
    kube_node_status_allocatable: nodeResources("allocatable"),
  },
};

interface Claim extends WorldObject {
  spec: {
    storageClassName?: string;
    volumeName?: string;
    resources?: { requests?: { storage?: string } };
  };
  status?: { phase?: string };
}

function phases<T extends WorldObject>(
  names: readonly string[],
): ObjectTable<T>["metrics"][string] {
  return [
    "Phase.",
    ({ status }) =>
      names.map((phase) =>
        [{ phase }, (status as { phase?: string } | undefined)?.phase === phase ? 1 : 0] as const
      ),
  ];
}

const CLAIMS: ObjectTable<Claim> = {
  key: "persistentvolumeclaims",
  nameLabel: "persistentvolumeclaim",
  metrics: {
    kube_persistentvolumeclaim_info: ["Information about claim.", ({ spec }) => [[
      { storageclass: spec.storageClassName ?? "", volumename: spec.volumeName ?? "" },
      1,
    ]]],
    kube_persistentvolumeclaim_status_phase: phases(["Lost", "Bound", "Pending"]),
    kube_persistentvolumeclaim_resource_requests_storage_bytes: [
      "Requested size.",
      ({ spec }) => [[{}, quantity(spec.resources?.requests?.storage)]],
    ],
  },
};

const VOLUMES: ObjectTable<WorldObject> = {
  key: "persistentvolumes",
  nameLabel: "persistentvolume",
  metrics: {
    kube_persistentvolume_status_phase: phases([
      "Pending",
      "Available",
      "Bound",
      "Released",
      "Failed",
    ]),
    kube_persistentvolume_info: ["Information about volume.", ({ spec }) => [[
      { storageclass: String((spec as { storageClassName?: string }).storageClassName ?? "") },
      1,
    ]]],
  },
};

interface Autoscaler extends WorldObject {
  spec: { scaleTargetRef: { kind: string; name: string } };
}

const AUTOSCALERS: ObjectTable<Autoscaler> = {
  key: "autoscaling/horizontalpodautoscalers",
  nameLabel: "horizontalpodautoscaler",
  metrics: {
    kube_horizontalpodautoscaler_info: ["Target.", ({ spec: { scaleTargetRef } }) => [[
      { scaletargetref_kind: scaleTargetRef.kind, scaletargetref_name: scaleTargetRef.name },
      1,
    ]]],
    kube_horizontalpodautoscaler_spec_min_replicas: field("spec.minReplicas", 1),
    kube_horizontalpodautoscaler_spec_max_replicas: field("spec.maxReplicas", 1),
    kube_horizontalpodautoscaler_status_current_replicas: field("status.currentReplicas", 0),
    kube_horizontalpodautoscaler_status_desired_replicas: field("status.desiredReplicas", 0),
    kube_horizontalpodautoscaler_status_condition: conditions(),
  },
};

const BUDGETS: ObjectTable<WorldObject> = {
  key: "policy/poddisruptionbudgets",
  nameLabel: "poddisruptionbudget",
  metrics: {
    kube_poddisruptionbudget_created: created(),
    kube_poddisruptionbudget_status_current_healthy: field("status.currentHealthy", 0),
    kube_poddisruptionbudget_status_desired_healthy: field("status.desiredHealthy", 0),
    kube_poddisruptionbudget_status_expected_pods: field("status.expectedPods", 0),
    kube_poddisruptionbudget_status_pod_disruptions_allowed: field("status.disruptionsAllowed", 0),
  },
};

interface Quota extends WorldObject {
  status?: { hard?: Record<string, string>; used?: Record<string, string> };
}

const QUOTAS: ObjectTable<Quota> = {
  key: "resourcequotas",
  nameLabel: "resourcequota",
  metrics: {
    kube_resourcequota_created: created(),
    kube_resourcequota: [
      "Limits and use.",
      ({ status = {} }) =>
        (["hard", "used"] as const).flatMap((type) =>
          Object.entries(status[type] ?? {}).map(([resource, amount]) =>
            [{ resource, type }, quantity(amount)] as const
          )
        ),
    ],
  },
};

const version: ObjectTable<WorldObject>["metrics"][string] = [
  "Version of the object.",
  ({ metadata }) => [[{}, Number(metadata.resourceVersion)]],
];
const info: ObjectTable<WorldObject>["metrics"][string] = ["It exists.", () => [[{}, 1]]];

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
    kube_ingress_created: [
      "Creation time.",
      ({ metadata }) => [[{}, seconds(metadata.creationTimestamp)]],
    ],
  },
};

export const CLUSTER_FAMILIES: readonly Family[] = [
  ...objectFamilies(NODES),
  ...objectFamilies(CLAIMS),
  ...objectFamilies(AUTOSCALERS),
  ...objectFamilies(QUOTAS),
  ...objectFamilies(INGRESSES),
  ...[VOLUMES, BUDGETS, SECRETS, CONFIG_MAPS, SERVICES, NAMESPACES].flatMap(objectFamilies),
];
