import { CONTAINER_FAMILIES } from "./container_families.ts";
import { CONTROL_PLANE_FAMILIES } from "./control_plane_families.ts";
import type { Family } from "./family.ts";
import { CLUSTER_FAMILIES } from "./kube_state_cluster.ts";
import { POD_FAMILIES } from "./kube_state_pods.ts";
import { WORKLOAD_FAMILIES } from "./kube_state_workloads.ts";
import { KUBELET_FAMILIES } from "./kubelet_families.ts";
import { NODE_FAMILIES } from "./node_families.ts";
import { REQUEST_FAMILIES } from "./request_families.ts";

/** Every metric of the embedded cluster, by name. */
export const FAMILIES: ReadonlyMap<string, Family> = new Map(
  [
    ...REQUEST_FAMILIES,
    ...CONTAINER_FAMILIES,
    ...POD_FAMILIES,
    ...WORKLOAD_FAMILIES,
    ...CLUSTER_FAMILIES,
    ...KUBELET_FAMILIES,
    ...NODE_FAMILIES,
    ...CONTROL_PLANE_FAMILIES,
  ].map((family) => [family.name, family]),
);
