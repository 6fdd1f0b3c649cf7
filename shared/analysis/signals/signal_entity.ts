import type { SignalSubject } from "./signal_row.ts";
import type { Entity } from "../entity.ts";
import type { Labels } from "../series.ts";
import { ownerOf } from "../workload_owner.ts";

/** The thing that a series is about, and the labels that tell it from others of the same thing. */
export interface SignalSource {
  readonly entity: Entity;
  readonly labels: Labels;
}

/** Labels under which the codes of answers are kept. */
const CODE_LABELS = ["code", "http_response_status_code", "response_code", "status"];
const TARGET_LABELS = ["target", "server_address", "destination_service_name", "server"];
const KEPT_LABELS = [
  ..."method partition topic queue pool metric mountpoint device verb resource reason".split(" "),
  ..."priority_level rcode error_type name container pod".split(" "),
];

/** Names what a series is about by its labels; `undefined` where they do not say. */
export function signalSource(subject: SignalSubject, labels: Labels): SignalSource | undefined {
  const entity = ENTITIES[subject](labels);
  return entity?.name ? { entity, labels: tellingLabels(subject, labels) } : undefined;
}

const ENTITIES: Readonly<Record<SignalSubject, (labels: Labels) => Entity | undefined>> = {
  service: serviceOf,
  container: ({ namespace = "", pod = "" }) => ({
    ...ownerOf({ kind: "Pod", name: pod }),
    namespace,
  }),
  node: ({ instance = "" }) => ({
    kind: "Node",
    namespace: "",
    name: instance.replace(/:\d+$/, ""),
  }),
  claim: ({ namespace = "", persistentvolumeclaim = "" }) => ({
    kind: "PersistentVolumeClaim",
    namespace,
    name: persistentvolumeclaim,
  }),
  consumer: ({ consumergroup, queue = "" }) =>
    consumergroup === undefined
      ? { kind: "Queue", namespace: "", name: queue }
      : { kind: "ConsumerGroup", namespace: "", name: consumergroup },
  ingress: ({ exported_namespace: namespace = "", ingress, service = "" }) =>
    ingress === undefined
      ? { kind: "Service", namespace: "", name: service }
      : { kind: "Ingress", namespace, name: ingress },
  dns: () => ({ kind: "Service", namespace: "kube-system", name: "kube-dns" }),
  "api server": () => ({ kind: "Service", namespace: "default", name: "kubernetes" }),
  client: ({ namespace = "", job = "" }) => ({
    kind: "Service",
    namespace,
    name: job.slice(job.lastIndexOf("/") + 1),
  }),
};

function serviceOf(labels: Labels): Entity | undefined {
  const { namespace, service, job, service_name: spans, client } = labels;
  if (service !== undefined) return serviceNamed(service, namespace);
  if (labels["destination_service_namespace"] !== undefined) {
    return serviceNamed(
      labels["destination_service_name"] ?? "",
      labels["destination_service_namespace"],
    );
  }
  if (labels["source_workload"] !== undefined) {
    return serviceNamed(labels["source_workload"], labels["source_workload_namespace"]);
  }
  if (job !== undefined) {
    const at = job.lastIndexOf("/");
    return serviceNamed(job.slice(at + 1), at < 0 ? "" : job.slice(0, at));
  }
  return serviceNamed(spans ?? client ?? "");
}

function serviceNamed(name: string, namespace = ""): Entity {
  return { kind: "Service", namespace, name };
}

function tellingLabels(subject: SignalSubject, labels: Labels): Labels {
  const telling: Record<string, string> = {};
  const code = firstOf(labels, CODE_LABELS);
  const target = subject === "service" ? targetOf(labels) : undefined;
  if (target !== undefined) telling["target"] = target;
  if (code !== undefined) telling["code"] = code;
  for (const name of KEPT_LABELS) {
    const value = labels[name];
    if (value) telling[name] = value;
  }
  return telling;
}

// Istio names the callee as it names the one that answers: only beside a source it is a target.
function targetOf(labels: Labels): string | undefined {
  if (labels["destination_service_namespace"] !== undefined) return undefined;
  return firstOf(labels, TARGET_LABELS);
}

function firstOf(labels: Labels, names: readonly string[]): string | undefined {
  return names.map((name) => labels[name]).find((value) => value !== undefined && value !== "");
}
