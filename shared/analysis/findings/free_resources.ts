import type { Node } from "../kube_node.ts";
import type { Pod } from "../kube_pod.ts";
import { formatBytes, formatCores, parseQuantity } from "../quantity.ts";
import type { Situation } from "./situation.ts";

/** Resources that a scheduler counts in fractions, and how people write them. */
const FORMATS: Readonly<Record<string, (amount: number) => string>> = {
  cpu: formatCores,
  memory: formatBytes,
  "ephemeral-storage": formatBytes,
};

/** What a pod asks of a resource, over all its containers. */
export function requestOf({ spec }: Pod, resource: string): number {
  return (spec?.containers ?? []).reduce(
    (sum, { resources }) => sum + (parseQuantity(resources?.requests?.[resource]) ?? 0),
    0,
  );
}

/** Prints an amount of a resource as the API writes it: `500m`, `2Gi`. */
export function amountText(amount: number, resource: string): string {
  return (FORMATS[resource] ?? String)(amount);
}

/** Compares what a pod asks with the node that has most left: `asks cpu 500m, most free is 300m on node-07 …`. */
export function shortageText(
  pod: Pod,
  { resource, nodes }: { readonly resource: string; readonly nodes: readonly Node[] },
  { cluster }: Situation,
): string | undefined {
  const free = nodes.map((node) => {
    const { name } = node.metadata;
    const used = cluster.podsOnNode(name).reduce((sum, one) => sum + requestOf(one, resource), 0);
    const allocatable = parseQuantity(node.status?.allocatable?.[resource]) ?? 0;
    return { name, amount: allocatable - used };
  }).sort((a, b) => b.amount - a.amount);
  const [most] = free;
  if (most === undefined) return undefined;
  const asked = amountText(requestOf(pod, resource), resource);
  return `asks ${resource} ${asked}, most free of ${nodes.length} nodes it may use is ` +
    `${amountText(most.amount, resource)} on ${most.name}`;
}
