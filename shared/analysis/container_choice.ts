import type { ContainerStatus, Pod } from "./kube_pod.ts";

/** The container whose log tells most, and why it was chosen. */
export interface ContainerChoice {
  readonly name: string;
  readonly reason:
    | "the only one"
    | "it crashes"
    | "it does not start"
    | "the pod's default"
    | "the first";
}

const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

/** All containers of a pod, those that initialise it last. */
export function containersOf({ spec }: Pod): string[] {
  return [...spec?.containers ?? [], ...spec?.initContainers ?? []].map(({ name }) => name);
}

/** Finds the status of a container, one that initialises included. */
export function statusOfContainer({ status }: Pod, name: string): ContainerStatus | undefined {
  return [...status?.containerStatuses ?? [], ...status?.initContainerStatuses ?? []]
    .find((container) => container.name === name);
}

/** Chooses a container where none is named: the one in trouble, else the default, else the first. */
export function chooseContainer(pod: Pod): ContainerChoice | undefined {
  const [first] = containersOf(pod);
  if (first === undefined) return undefined;
  const blocker = pod.status?.initContainerStatuses?.find(isFailing);
  if (blocker !== undefined) return { name: blocker.name, reason: "it does not start" };
  if (pod.spec?.containers?.length === 1) return { name: first, reason: "the only one" };
  const crashing = [...pod.status?.containerStatuses ?? []].filter(isFailing)
    .sort((a, b) => (b.restartCount ?? 0) - (a.restartCount ?? 0) || (a.name < b.name ? -1 : 1))[0];
  if (crashing !== undefined) return { name: crashing.name, reason: "it crashes" };
  const preferred = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  return preferred !== undefined && containersOf(pod).includes(preferred)
    ? { name: preferred, reason: "the pod's default" }
    : { name: first, reason: "the first" };
}

function isFailing({ state, lastState }: ContainerStatus): boolean {
  const ends = [state?.terminated, lastState?.terminated];
  return state?.waiting?.reason === "CrashLoopBackOff" ||
    ends.some((end) => end !== undefined && end.exitCode !== 0);
}
