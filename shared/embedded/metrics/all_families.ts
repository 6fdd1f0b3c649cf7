import { CONTAINER_FAMILIES } from "./container_families.ts";
import { COREDNS_FAMILIES } from "./coredns_families.ts";
import { INGRESS_FAMILIES } from "./ingress_families.ts";
import { TARGET_FAMILIES } from "./target_families.ts";
import { CONTROL_PLANE_FAMILIES } from "./control_plane_families.ts";
import type { Family } from "./family.ts";
import { CONFIGURATION_FAMILIES } from "./kube_state_configuration.ts";
import { CONTAINER_STATE_FAMILIES } from "./kube_state_containers.ts";
import { JOB_FAMILIES } from "./kube_state_jobs.ts";
import { NODE_STATE_FAMILIES } from "./kube_state_nodes.ts";
import { POLICY_FAMILIES } from "./kube_state_policies.ts";
import { STORAGE_FAMILIES } from "./kube_state_storage.ts";
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
    ...JOB_FAMILIES,
    ...CONTAINER_STATE_FAMILIES,
    ...NODE_STATE_FAMILIES,
    ...STORAGE_FAMILIES,
    ...POLICY_FAMILIES,
    ...CONFIGURATION_FAMILIES,
    ...KUBELET_FAMILIES,
    ...NODE_FAMILIES,
    ...CONTROL_PLANE_FAMILIES,
    ...COREDNS_FAMILIES,
    ...INGRESS_FAMILIES,
    ...TARGET_FAMILIES,
  ].map((family) => [family.name, family]),
);
