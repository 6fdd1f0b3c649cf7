import { conditionOf } from "./condition.ts";
import type { EndpointSlice, Service, ServicePort } from "./kube_network.ts";
import type { Pod } from "./kube_pod.ts";
import { ascending } from "./order.ts";
import { PodsByLabel } from "./pods_by_label.ts";
import { isOver } from "./pod_status.ts";
import { similarNames } from "./similar_names.ts";

/** The objects that decide whether a Service reaches anything. */
export interface ServiceObjects {
  readonly services: readonly Service[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly pods: readonly Pod[];
}

export type WiringProblem =
  | "selector matches no pods"
  | "no ready pods"
  | "no endpoints"
  | "target port missing";

/** A Service whose traffic goes nowhere, or not everywhere it should. */
export interface ServiceFault {
  readonly namespace: string;
  readonly name: string;
  readonly problem: WiringProblem;
  readonly selector: string;
  /** Pods that the selector matches, and how many of them are ready. */
  readonly pods: number;
  readonly readyPods: number;
  readonly readyEndpoints: number;
  /** What the selector or port was probably meant to be: `app=cart matches 3 pods, 3 ready`. */
  readonly nearest?: string;
}

/** Finds Services that reach nothing: worst problem first, then by namespace and name. */
export function serviceFaults(objects: ServiceObjects): ServiceFault[] {
  const live = objects.pods.filter((pod) => !isOver(pod));
  const byNamespace = Map.groupBy(live, (pod) => pod.metadata.namespace ?? "");
  const byLabel = new PodsByLabel(live);
  const endpoints = readyEndpoints(objects.endpointSlices);
  return objects.services.flatMap((service) => {
    const { namespace = "" } = service.metadata;
    const fault = faultOf(service, {
      pods: byNamespace.get(namespace) ?? [],
      selected: byLabel.labelled(namespace, service.spec?.selector ?? {}),
      readyEndpoints: endpoints.get(`${namespace}/${service.metadata.name}`) ?? 0,
    });
    return fault === undefined ? [] : [fault];
  }).sort(worstFirst);
}

/** Counts the ready addresses of every Service, by `namespace/name`. */
export function readyEndpoints(slices: readonly EndpointSlice[]): ReadonlyMap<string, number> {
  const addresses = new Map<string, Set<string>>();
  for (const slice of slices) {
    const service = slice.metadata.labels?.["kubernetes.io/service-name"];
    if (service === undefined) continue;
    const key = `${slice.metadata.namespace ?? ""}/${service}`;
    const known = addresses.get(key) ?? new Set<string>();
    addresses.set(key, known);
    for (const endpoint of slice.endpoints ?? []) {
      // No word on readiness means ready: https://k8s.io/docs/concepts/services-networking/endpoint-slices.
      if (endpoint.conditions?.ready === false) continue;
      known.add(endpoint.targetRef?.name ?? endpoint.addresses[0] ?? "");
    }
  }
  return new Map([...addresses].map(([key, ready]) => [key, ready.size]));
}

/** Prints labels as a selector: `app=cart,tier=web`. */
export function selectorText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`).sort().join(",");
}

interface Surroundings {
  /** Live pods of the namespace. */
  readonly pods: readonly Pod[];
  /** Those of them that the selector picks. */
  readonly selected: readonly Pod[];
  readonly readyEndpoints: number;
}

function faultOf(service: Service, { pods, selected, readyEndpoints }: Surroundings) {
  const selector = service.spec?.selector ?? {};
  // Without a selector somebody else writes the endpoints, and an external name needs none.
  if (Object.keys(selector).length === 0 || service.spec?.type === "ExternalName") return undefined;
  const readyPods = selected.filter(isReady).length;
  const deadPort = (service.spec?.ports ?? []).find((port) => isDead(port, selected));
  const problem = problemOf({ selected: selected.length, readyPods, readyEndpoints, deadPort });
  if (problem === undefined) return undefined;
  const nearest = problem === "selector matches no pods"
    ? nearestSelector(selector, pods)
    : problem === "target port missing" && deadPort !== undefined
    ? nearestPort(deadPort, selected)
    : undefined;
  return {
    namespace: service.metadata.namespace ?? "",
    name: service.metadata.name,
    problem,
    selector: selectorText(selector),
    pods: selected.length,
    readyPods,
    readyEndpoints,
    ...(nearest && { nearest }),
  };
}

interface Findings {
  readonly selected: number;
  readonly readyPods: number;
  readonly readyEndpoints: number;
  readonly deadPort: ServicePort | undefined;
}

function problemOf(found: Findings): WiringProblem | undefined {
  if (found.selected === 0) return "selector matches no pods";
  if (found.deadPort !== undefined) return "target port missing";
  if (found.readyEndpoints > 0) return undefined;
  return found.readyPods === 0 ? "no ready pods" : "no endpoints";
}

function selects(selector: Readonly<Record<string, string>>, pod: Pod): boolean {
  const { labels = {} } = pod.metadata;
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function isReady(pod: Pod): boolean {
  return conditionOf(pod, "Ready")?.status === "True";
}

// A named port must be declared; a number works undeclared, so its absence proves nothing.
function isDead({ targetPort }: ServicePort, pods: readonly Pod[]): boolean {
  if (typeof targetPort !== "string" || pods.length === 0) return false;
  return !portNames(pods).includes(targetPort);
}

function portNames(pods: readonly Pod[]): string[] {
  return pods.flatMap(({ spec }) =>
    [...spec?.containers ?? [], ...spec?.initContainers ?? []].flatMap(({ ports = [] }) =>
      ports.flatMap(({ name }) => name === undefined ? [] : [name])
    )
  );
}

/** Finds the labels of the pods that come closest to a selector: they agree on most keys and differ by a few letters. */
function nearestSelector(
  selector: Readonly<Record<string, string>>,
  pods: readonly Pod[],
): string | undefined {
  const repaired: Record<string, string> = {};
  for (const [key, value] of Object.entries(selector)) {
    const values = pods.flatMap(({ metadata }) => metadata.labels?.[key] ?? []);
    const near = values.includes(value) ? value : similarNames(value, values, { count: 1 })[0];
    if (near === undefined) return undefined;
    repaired[key] = near;
  }
  const found = pods.filter((pod) => selects(repaired, pod));
  if (found.length === 0) return undefined;
  const ready = found.filter(isReady).length;
  return `${selectorText(repaired)} matches ${found.length} pods, ${ready} ready`;
}

function nearestPort({ targetPort }: ServicePort, pods: readonly Pod[]): string {
  const names = [...new Set(portNames(pods))].sort();
  const declared = names.length === 0 ? "none named" : names.join(", ");
  return `target port ${targetPort}; the pods' ports: ${declared}`;
}

const PROBLEM_ORDER: readonly WiringProblem[] = [
  "selector matches no pods",
  "target port missing",
  "no endpoints",
  "no ready pods",
];

function worstFirst(a: ServiceFault, b: ServiceFault): number {
  return PROBLEM_ORDER.indexOf(a.problem) - PROBLEM_ORDER.indexOf(b.problem) ||
    ascending(a.namespace, b.namespace) || ascending(a.name, b.name);
}
