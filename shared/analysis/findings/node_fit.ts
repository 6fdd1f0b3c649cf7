import type { Node, Taint } from "../kube_node.ts";
import type { NodeRequirement, PodSpec, Toleration } from "../kube_pod.ts";
import { taintText } from "../node_status.ts";
import { similarNames } from "../similar_names.ts";

const MOST_VALUES = 5;
const CORDON = "node.kubernetes.io/unschedulable";

/** Tells whether a node carries what a pod's nodeSelector and required node affinity ask for. */
export function matchesNode(spec: PodSpec, node: Node): boolean {
  const terms = affinityTerms(spec);
  return selectorOf(spec).every((requirement) => meets(node, requirement)) &&
    (terms.length === 0 || terms.some((term) => term.every((one) => meets(node, one))));
}

/** Says of each demand on a node's labels how many nodes meet it, and what the nodes have instead where none does. */
export function demandTexts(spec: PodSpec, nodes: readonly Node[]): readonly string[] {
  const demands = [
    ...selectorOf(spec).map((requirement) => ({ name: "nodeSelector", requirement })),
    ...affinityTerms(spec).flat().map((requirement) => ({ name: "node affinity", requirement })),
  ];
  return demands.map(({ name, requirement }) => {
    const count = nodes.filter((node) => meets(node, requirement)).length;
    const nearest = count === 0 ? `; ${nearestText(requirement, nodes)}` : "";
    return `${name} ${
      requirementText(requirement)
    } matches ${count} of ${nodes.length} nodes${nearest}`;
  });
}

/** The taints that keep a pod off nodes, as texts with the number of nodes; a cordon is told apart. */
export function taintTexts(
  { tolerations = [] }: PodSpec,
  nodes: readonly Node[],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    for (const taint of node.spec?.taints ?? []) {
      if (taint.key === CORDON || !repels(taint) || isTolerated(taint, tolerations)) continue;
      counts.set(taintText(taint), (counts.get(taintText(taint)) ?? 0) + 1);
    }
  }
  return [...counts].map(([taint, count]) =>
    `taint ${taint} on ${count} of ${nodes.length} nodes is not tolerated`
  );
}

/** Names the nodes that are cordoned. */
export function cordonText(nodes: readonly Node[]): string | undefined {
  const cordoned = nodes.filter(({ spec }) => spec?.unschedulable).map(({ metadata }) =>
    metadata.name
  );
  if (cordoned.length === 0) return undefined;
  const more = cordoned.length > MOST_VALUES ? ", …" : "";
  return `${cordoned.length} of ${nodes.length} nodes cordoned (SchedulingDisabled): ` +
    `${cordoned.slice(0, MOST_VALUES).join(", ")}${more}`;
}

/** Tells whether a pod may run on a node that is tainted so. */
function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  return tolerations.some(({ key, operator = "Equal", value = "", effect }) =>
    (effect === undefined || effect === "" || effect === taint.effect) &&
    (key === undefined || key === "" ? operator === "Exists" : key === taint.key) &&
    (operator === "Exists" || value === (taint.value ?? ""))
  );
}

function repels({ effect }: Taint): boolean {
  return effect === "NoSchedule" || effect === "NoExecute";
}

function selectorOf({ nodeSelector = {} }: PodSpec): readonly NodeRequirement[] {
  return Object.entries(nodeSelector).map(([key, value]) => ({
    key,
    operator: "In",
    values: [value],
  }));
}

function affinityTerms({ affinity }: PodSpec): readonly (readonly NodeRequirement[])[] {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return (required?.nodeSelectorTerms ?? []).map(({ matchExpressions = [] }) => matchExpressions);
}

function meets({ metadata }: Node, { key, operator, values = [] }: NodeRequirement): boolean {
  const value = metadata.labels?.[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return Number(value) > Number(values[0]);
    case "Lt":
      return Number(value) < Number(values[0]);
    default:
      return true;
  }
}

function requirementText({ key, operator, values = [] }: NodeRequirement): string {
  if (operator === "In" && values.length === 1) return `${key}=${values[0]}`;
  return `${key} ${operator}${values.length === 0 ? "" : ` (${values.join(", ")})`}`;
}

function nearestText({ key }: NodeRequirement, nodes: readonly Node[]): string {
  const values = new Set(nodes.flatMap(({ metadata }) => metadata.labels?.[key] ?? []));
  if (values.size > 0) {
    const shown = [...values].sort().slice(0, MOST_VALUES);
    return `nodes have ${key} ${shown.join(", ")}${values.size > MOST_VALUES ? ", …" : ""}`;
  }
  const keys = new Set(nodes.flatMap(({ metadata }) => Object.keys(metadata.labels ?? {})));
  const [similar] = similarNames(key, keys, { count: 1 });
  return similar === undefined
    ? `no node has the label ${key}`
    : `no node has the label ${key}, they have ${similar}`;
}
