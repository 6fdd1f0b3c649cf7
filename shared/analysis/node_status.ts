import { conditionOf, isTroubled } from "./condition.ts";
import type { Node, Taint } from "./kube_node.ts";

/** Prints a node's STATUS as kubectl does, with the conditions that report trouble: `Ready,DiskPressure`. */
export function nodeStatus(node: Node): string {
  const ready = conditionOf(node, "Ready")?.status;
  const words = [
    ready === "True" ? "Ready" : ready === "Unknown" ? "NotReady (Unknown)" : "NotReady",
    ...pressures(node),
    ...(node.spec?.unschedulable ? ["SchedulingDisabled"] : []),
  ];
  return words.join(",");
}

/** Says what is wrong with a node; `undefined` for one that is ready, free of pressure and schedulable. */
export function nodeProblem(node: Node): string | undefined {
  const status = nodeStatus(node);
  return status === "Ready" ? undefined : status;
}

/** When a node's trouble began, by its conditions. */
export function nodeProblemSince(node: Node): string | undefined {
  return node.status?.conditions?.filter(isTroubled)
    .flatMap(({ lastTransitionTime }) => lastTransitionTime ?? []).sort()[0];
}

/** Prints a taint: `dedicated=db:NoSchedule`. */
export function taintText({ key, value, effect }: Taint): string {
  return `${key}${value ? `=${value}` : ""}:${effect}`;
}

// A node that has gone silent has all its conditions unknown; one word says it.
function pressures(node: Node): string[] {
  return (node.status?.conditions ?? [])
    .filter((condition) => condition.type !== "Ready" && condition.status === "True")
    .filter(isTroubled).map(({ type }) => type).sort();
}
