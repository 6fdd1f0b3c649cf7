import type { Node } from "../kube_node.ts";
import type { PodAffinityTerm, PodSpec } from "../kube_pod.ts";
import { counted } from "../../render/counted.ts";

/** Says what a pod demands of the pods beside it, and over how many places the nodes spread. */
export function peerDemandTexts(spec: PodSpec, nodes: readonly Node[]): readonly string[] {
  const { podAffinity, podAntiAffinity } = spec.affinity ?? {};
  const beside = podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const apart = podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const even = (spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === "DoNotSchedule");
  return [
    ...beside.map((term) => `pod affinity: only beside ${peersText(term, nodes)}`),
    ...apart.map((term) => `pod anti-affinity: never two in one, ${peersText(term, nodes)}`),
    ...even.map((term) =>
      `topology spread: maxSkew ${term.maxSkew} of ${peersText(term, nodes)}, DoNotSchedule`
    ),
  ];
}

function peersText({ topologyKey, labelSelector }: PodAffinityTerm, nodes: readonly Node[]) {
  const labels = Object.entries(labelSelector?.matchLabels ?? {})
    .map(([name, value]) => `${name}=${value}`).join(",");
  const places = new Set(nodes.flatMap(({ metadata }) => metadata.labels?.[topologyKey] ?? []));
  return `${labels || "pods"} by ${topologyKey}, of which ${counted(nodes.length, "node")} ` +
    `have ${places.size}`;
}
