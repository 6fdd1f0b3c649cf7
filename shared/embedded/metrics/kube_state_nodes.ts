import { type Node, timeMs } from "../world/kube_objects.ts";
import { objectFamilies, type ObjectTable } from "./object_families.ts";
import { conditions, created, labels, type Metric } from "./object_rows.ts";
import { quantity } from "./quantity.ts";

function nodeResources(of: "capacity" | "allocatable"): Metric<Node> {
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

/** kube-state-metrics on nodes. */
export const NODE_STATE_FAMILIES = objectFamilies(NODES);
