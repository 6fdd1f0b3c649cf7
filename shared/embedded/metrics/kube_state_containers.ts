import { type Container, type ContainerStatus, type Pod, timeMs } from "../world/kube_objects.ts";
import { uid } from "./kube_state_pods.ts";
import { objectFamilies, type ObjectRows, type ObjectValue, seconds } from "./object_families.ts";
import { conditionValue } from "./object_rows.ts";
import { quantity } from "./quantity.ts";

type Rows = ObjectRows<Pod>;

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

/** kube-state-metrics on the containers of pods. */
export const CONTAINER_STATE_FAMILIES = objectFamilies<Pod>({
  key: "pods",
  nameLabel: "pod",
  metrics: {
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
  },
});
