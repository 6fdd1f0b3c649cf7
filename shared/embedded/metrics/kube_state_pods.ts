import type { Pod } from "../world/kube_objects.ts";
import { objectFamilies, type ObjectRows, prefixed, seconds } from "./object_families.ts";
import { conditionValue } from "./object_rows.ts";

const PHASES = ["Pending", "Succeeded", "Failed", "Unknown", "Running"] as const;
const CONDITION_STATES = ["true", "false", "unknown"] as const;

/** The label all series of a pod carry beside its name. */
export function uid({ metadata }: Pod) {
  return { uid: metadata.uid ?? "" };
}

function condition(type: string): ObjectRows<Pod> {
  return (pod) => {
    const found = pod.status?.conditions?.find((candidate) => candidate.type === type);
    return CONDITION_STATES.map((state) =>
      [
        { ...uid(pod), condition: state },
        conditionValue(found, state),
      ] as const
    );
  };
}

/** kube-state-metrics on pods. */
export const POD_FAMILIES = objectFamilies<Pod>({
  key: "pods",
  nameLabel: "pod",
  metrics: {
    kube_pod_info: ["Information about pod.", (pod) => {
      const owner = pod.metadata.ownerReferences?.[0];
      return [[{
        ...uid(pod),
        node: pod.spec.nodeName ?? "",
        host_ip: pod.status?.hostIP ?? "",
        pod_ip: pod.status?.podIP ?? "",
        created_by_kind: owner?.kind ?? "",
        created_by_name: owner?.name ?? "",
        priority_class: String(pod.spec.priorityClassName ?? ""),
        host_network: String(pod.spec.hostNetwork === true),
      }, 1]];
    }],
    kube_pod_created: [
      "Creation time.",
      (pod) => [[uid(pod), seconds(pod.metadata.creationTimestamp)]],
    ],
    kube_pod_start_time: ["Start time.", (pod) => [[uid(pod), seconds(pod.status?.startTime)]]],
    kube_pod_deletion_timestamp: [
      "Deletion time.",
      (pod) => [[uid(pod), seconds(pod.metadata.deletionTimestamp)]],
    ],
    kube_pod_labels: [
      "Labels.",
      (pod) => [[{ ...uid(pod), ...prefixed("label", pod.metadata.labels) }, 1]],
    ],
    kube_pod_owner: [
      "Owner.",
      (pod) =>
        (pod.metadata.ownerReferences ?? []).map(({ kind, name, controller }) =>
          [
            {
              ...uid(pod),
              owner_kind: kind,
              owner_name: name,
              owner_is_controller: String(controller === true),
            },
            1,
          ] as const
        ),
    ],
    kube_pod_restart_policy: [
      "Restart policy.",
      (pod) => [[{ ...uid(pod), type: String(pod.spec.restartPolicy ?? "Always") }, 1]],
    ],
    kube_pod_status_phase: [
      "Phase.",
      (pod) =>
        PHASES.map((phase) =>
          [{ ...uid(pod), phase }, pod.status?.phase === phase ? 1 : 0] as const
        ),
    ],
    kube_pod_status_ready: ["Ready condition.", condition("Ready")],
    kube_pod_status_scheduled: ["Scheduled condition.", condition("PodScheduled")],
    kube_pod_status_reason: [
      "Reason of the status.",
      (pod) =>
        ["Evicted", "NodeAffinity", "NodeLost", "Shutdown", "UnexpectedAdmissionError"]
          .filter((reason) => pod.status?.reason === reason)
          .map((reason) => [{ ...uid(pod), reason }, 1] as const),
    ],
    kube_pod_status_unschedulable: ["Cannot be scheduled.", (pod) => {
      const found = pod.status?.conditions?.find(({ reason }) => reason === "Unschedulable");
      return found === undefined ? [] : [[uid(pod), 1]];
    }],
    kube_pod_status_qos_class: [
      "Quality of service.",
      (pod) => [[{ ...uid(pod), qos_class: pod.status?.qosClass ?? "BestEffort" }, 1]],
    ],
    kube_pod_spec_volumes_persistentvolumeclaims_info: [
      "Mounted claims.",
      (pod) =>
        (pod.spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim }) => {
          const { claimName } = (persistentVolumeClaim ?? {}) as { claimName?: string };
          return claimName === undefined
            ? []
            : [[{ ...uid(pod), volume: name, persistentvolumeclaim: claimName }, 1] as const];
        }),
    ],
  },
});
