import {
  type Condition,
  type Container,
  type ContainerStatus,
  type Pod,
  timeMs,
} from "../world/kube_objects.ts";
import {
  objectFamilies,
  type ObjectRows,
  type ObjectValue,
  prefixed,
  seconds,
} from "./object_families.ts";
import { quantity } from "./quantity.ts";

type Rows = ObjectRows<Pod>;

const PHASES = ["Pending", "Succeeded", "Failed", "Unknown", "Running"] as const;
const CONDITION_STATES = ["true", "false", "unknown"] as const;

const uid = ({ metadata }: Pod) => ({ uid: metadata.uid ?? "" });

/** Rows of each container's status. */
function statuses(rows: (status: ContainerStatus, pod: Pod) => ReturnType<Rows>): Rows {
  return (pod) =>
    (pod.status?.containerStatuses ?? []).flatMap((status) =>
      rows(status, pod).map(([labels, value]) =>
        [{ ...uid(pod), container: status.name, ...labels }, value] as const
      )
    );
}

/** Rows of each container's requests or limits. */
function resources(of: "requests" | "limits"): Rows {
  return (pod) =>
    pod.spec.containers.flatMap((container: Container) =>
      Object.entries(container.resources?.[of] ?? {}).map(([resource, amount]) =>
        [
          {
            ...uid(pod),
            container: container.name,
            node: pod.spec.nodeName ?? "",
            resource: resource.replace(/\W/g, "_"),
            unit: resource === "cpu" ? "core" : "byte",
          },
          quantity(amount),
        ] as const
      )
    );
}

/** A condition holds from its last transition on; before that the other way round. */
export function conditionValue(condition: Condition | undefined, state: string): ObjectValue {
  const now = condition?.status.toLowerCase() === state ? 1 : 0;
  const sinceMs = timeMs(condition?.lastTransitionTime);
  if (condition === undefined || sinceMs === undefined) return now;
  const before = condition.status === "True" ? "false" : "true";
  return (time) => time >= sinceMs ? now : state === before ? 1 : 0;
}

function condition(type: string): Rows {
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

/** Restarts over time: the last when the status says, those before at the kubelet's longest back-off. */
export function restartsAt(status: ContainerStatus): ObjectValue {
  const count = status.restartCount ?? 0;
  const lastMs = timeMs(status.state?.running?.startedAt) ??
    timeMs(status.lastState?.terminated?.finishedAt) ?? timeMs(status.state?.terminated?.startedAt);
  if (count === 0 || lastMs === undefined) return count;
  return (time) =>
    time >= lastMs ? count : Math.max(0, count - Math.ceil((lastMs - time) / BACK_OFF_MS));
}

const BACK_OFF_MS = 300_000;

function since(startedAt: string | undefined): ObjectValue {
  const startMs = timeMs(startedAt);
  return startMs === undefined ? 1 : (time) => time >= startMs ? 1 : 0;
}

function ready(pod: Pod, { ready, name }: ContainerStatus): ObjectValue {
  if (pod.spec.containers.length > 1) return ready ? 1 : 0;
  const type = pod.status?.containerStatuses?.some((status) => status.name === name) ? "Ready" : "";
  return conditionValue(pod.status?.conditions?.find((item) => item.type === type), "true");
}

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
    kube_pod_container_info: [
      "Image of a container.",
      statuses(({ image, imageID, containerID }) => [[
        { image: image ?? "", image_id: imageID ?? "", container_id: containerID ?? "" },
        1,
      ]]),
    ],
    kube_pod_container_status_ready: [
      "Readiness of a container.",
      statuses((status, pod) => [[{}, ready(pod, status)]]),
    ],
    kube_pod_container_status_running: [
      "A container runs.",
      statuses(({ state }) => [[
        {},
        state?.running === undefined ? 0 : since(state.running.startedAt),
      ]]),
    ],
    kube_pod_container_status_waiting: [
      "A container waits.",
      statuses(({ state }) => [[{}, state?.waiting === undefined ? 0 : 1]]),
    ],
    kube_pod_container_status_terminated: [
      "A container has ended.",
      statuses(({ state }) => [[{}, state?.terminated === undefined ? 0 : 1]]),
    ],
    kube_pod_container_status_waiting_reason: [
      "Why a container waits.",
      statuses(({ state }) =>
        state?.waiting?.reason === undefined ? [] : [[{ reason: state.waiting.reason }, 1]]
      ),
    ],
    kube_pod_container_status_terminated_reason: [
      "Why a container ended.",
      statuses(({ state }) =>
        state?.terminated?.reason === undefined
          ? []
          : [[{ reason: state.terminated.reason }, since(state.terminated.finishedAt)]]
      ),
    ],
    kube_pod_container_status_last_terminated_reason: [
      "Why a container ended the last time.",
      statuses(({ lastState }) =>
        lastState?.terminated?.reason === undefined
          ? []
          : [[{ reason: lastState.terminated.reason }, 1]]
      ),
    ],
    kube_pod_container_status_last_terminated_exitcode: [
      "Exit code of the last time.",
      statuses(({ lastState }) =>
        lastState?.terminated === undefined ? [] : [[{}, lastState.terminated.exitCode]]
      ),
    ],
    kube_pod_container_status_last_terminated_timestamp: [
      "When a container ended the last time.",
      statuses(({ lastState }) => [[{}, seconds(lastState?.terminated?.finishedAt)]]),
    ],
    kube_pod_container_status_restarts_total: [
      "Restarts.",
      statuses((status) => [[{}, restartsAt(status)]]),
    ],
    kube_pod_container_state_started: [
      "Start of a container.",
      statuses(({ state }) => [[{}, seconds(state?.running?.startedAt)]]),
    ],
    kube_pod_init_container_status_ready: [
      "Readiness of an init container.",
      (pod) =>
        (pod.status?.initContainerStatuses ?? []).map(({ name, ready }) =>
          [{ ...uid(pod), container: name }, ready ? 1 : 0] as const
        ),
    ],
    kube_pod_init_container_status_waiting_reason: [
      "Why an init container waits.",
      (pod) =>
        (pod.status?.initContainerStatuses ?? []).flatMap(({ name, state }) =>
          state?.waiting?.reason === undefined
            ? []
            : [[{ ...uid(pod), container: name, reason: state.waiting.reason }, 1] as const]
        ),
    ],
    kube_pod_init_container_status_restarts_total: [
      "Restarts of an init container.",
      (pod) =>
        (pod.status?.initContainerStatuses ?? []).map((status) =>
          [{ ...uid(pod), container: status.name }, restartsAt(status)] as const
        ),
    ],
    kube_pod_container_resource_requests: ["Requested resources.", resources("requests")],
    kube_pod_container_resource_limits: ["Limited resources.", resources("limits")],
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
