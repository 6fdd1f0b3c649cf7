import { type Adapter, call, type Subject, within } from "./intents.ts";

const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  Job: "batch/v1",
  CronJob: "batch/v1",
  Ingress: "networking.k8s.io/v1",
  NetworkPolicy: "networking.k8s.io/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  ValidatingWebhookConfiguration: "admissionregistration.k8s.io/v1",
  MutatingWebhookConfiguration: "admissionregistration.k8s.io/v1",
};

/** How kubernetes-mcp-server 0.0.67 is asked. It knows no metrics, alerts or history. */
export const KUBERNETES_ADAPTER: Adapter = {
  overview: () => [call("events_list", { fieldSelector: "type=Warning" })],
  alerts: () => [],
  unhealthy: () => [
    call("resources_list", { apiVersion: "apps/v1", kind: "Deployment" }),
    call("pods_list", { fieldSelector: "status.phase!=Running,status.phase!=Succeeded" }),
  ],
  workload: ({ kind, namespace, name }) => [
    get({ kind, namespace, name }),
    call("pods_list_in_namespace", { namespace, labelSelector: `app=${name}` }),
  ],
  object: (one) => [get(one)],
  events: ({ kind, namespace, name }) => [
    call("events_list", {
      ...within(namespace),
      ...(kind === "Pod" && { fieldSelector: `involvedObject.name=${name}` }),
    }),
  ],
  logs: ({ kind, namespace, name, pods }) => {
    const pod = kind === "Pod" ? name : pods.at(-1);
    if (pod === undefined) return [];
    return [
      call("pods_log", { namespace, name: pod, previous: true }),
      call("pods_log", { namespace, name: pod }),
    ];
  },
  metric: ({ namespace, name }, measure) =>
    measure === "cpu" || measure === "memory"
      ? [call("pods_top", { namespace, label_selector: `app=${name}` })]
      : [],
  changes: ({ namespace }) => [
    call("resources_list", { apiVersion: "apps/v1", kind: "ReplicaSet", ...within(namespace) }),
    call("events_list", { fieldSelector: "reason=ScalingReplicaSet" }),
  ],
  deps: ({ namespace }) => [
    call("resources_list", { apiVersion: "v1", kind: "Service", ...within(namespace) }),
    call("resources_list", {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      ...within(namespace),
    }),
  ],
  node: ({ name }) => [
    call("resources_get", { apiVersion: "v1", kind: "Node", name }),
    call("events_list", { fieldSelector: `involvedObject.kind=Node,involvedObject.name=${name}` }),
  ],
  paste: () => call("events_list", { fieldSelector: "type=Warning" }),
  namesIncident: () => false,
};

function get({ kind, namespace, name }: Pick<Subject, "kind" | "namespace" | "name">) {
  const apiVersion = API_VERSIONS[kind] ?? "v1";
  return call("resources_get", { apiVersion, kind, ...within(namespace), name });
}
