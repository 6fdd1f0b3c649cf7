import { type Pod, timeMs } from "../world/kube_objects.ts";
import { type ClusterBuilder, HOUR_MS } from "./cluster_builder.ts";
import { kubeEvent } from "./kube_event.ts";

/** The events of the last hour on a healthy cluster: the pods that Jobs started. */
export function buildBaseEvents(builder: ClusterBuilder): void {
  const { store, nowMs } = builder;
  for (const pod of store.list<Pod>("pods")) {
    const startedMs = timeMs(pod.status?.startTime);
    if (startedMs === undefined || startedMs < nowMs - HOUR_MS || startedMs > nowMs) continue;
    for (const [i, { reason, message, component }] of startEvents(pod).entries()) {
      const atMs = startedMs + i * 1_000;
      const { name, namespace, ownerReferences: [owner] = [] } = pod.metadata;
      const host = component === "kubelet" ? pod.spec.nodeName : undefined;
      const object = reason === "SuccessfulCreate"
        ? { apiVersion: "batch/v1", kind: "Job", namespace, name: owner?.name ?? "" }
        : { apiVersion: "v1", kind: "Pod", namespace, name };
      store.put(kubeEvent({
        type: "Normal",
        reason,
        object,
        message,
        count: 1,
        firstMs: atMs,
        lastMs: atMs,
        source: { component, host },
      }));
    }
  }
}

function startEvents({ metadata: { name, namespace }, spec }: Pod) {
  const [container] = spec.containers;
  return [
    { reason: "SuccessfulCreate", component: "job-controller", message: `Created pod: ${name}` },
    {
      reason: "Scheduled",
      component: "default-scheduler",
      message: `Successfully assigned ${namespace}/${name} to ${spec.nodeName}`,
    },
    {
      reason: "Pulled",
      component: "kubelet",
      message: `Container image "${container?.image}" already present on machine`,
    },
    { reason: "Created", component: "kubelet", message: `Created container: ${container?.name}` },
    { reason: "Started", component: "kubelet", message: `Started container ${container?.name}` },
  ];
}
