import { type Entity, entityText } from "../entity.ts";
import type { Container, ContainerStatus, Pod, Termination } from "../kube_pod.ts";
import { isOver } from "../pod_status.ts";
import type { Situation } from "./situation.ts";

/** One container of one pod: what was asked for, and how it fares. */
export interface ContainerCase {
  readonly pod: Pod;
  /** Absent where the status names a container that the spec does not. */
  readonly spec: Container | undefined;
  readonly status: ContainerStatus;
  readonly isInit: boolean;
}

/** The containers of one name in the pods of one workload that show one fault. */
export interface ContainerGroup {
  readonly workload: Entity;
  readonly container: string;
  readonly cases: readonly [ContainerCase, ...ContainerCase[]];
}

/** Folds the containers that show a fault by workload and name; pods that end or have ended are left out. */
export function containerGroups(
  situation: Situation,
  showsFault: (one: ContainerCase) => boolean,
): readonly ContainerGroup[] {
  const live = (situation.objects.pods ?? [])
    .filter((pod) => !isOver(pod) && pod.metadata.deletionTimestamp === undefined);
  return groupContainers(situation, live.flatMap(containersOf).filter(showsFault));
}

/** Folds containers by workload and name, in the order in which they come. */
export function groupContainers(
  { cluster }: Situation,
  cases: readonly ContainerCase[],
): readonly ContainerGroup[] {
  const groups = Map.groupBy(
    cases,
    ({ pod, status }) => `${entityText(cluster.ownerOf(pod))} ${status.name}`,
  );
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{
      workload: cluster.ownerOf(first.pod),
      container: first.status.name,
      cases: [first, ...others] as const,
    }]
  );
}

/** The containers of a pod, those that initialise it first. */
export function containersOf(pod: Pod): readonly ContainerCase[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const { initContainers = [], containers = [] } = pod.spec ?? {};
  return [
    ...initContainerStatuses.map((status) => ({
      pod,
      status,
      spec: initContainers.find(({ name }) => name === status.name),
      isInit: true,
    })),
    ...containerStatuses.map((status) => ({
      pod,
      status,
      spec: containers.find(({ name }) => name === status.name),
      isInit: false,
    })),
  ];
}

/** How a container ended last; `undefined` for one that never did. */
export function lastEndOf({ status }: ContainerCase): Termination | undefined {
  return status.state?.terminated ?? status.lastState?.terminated;
}

/** The newest end of the containers of a group. */
export function newestEndOf({ cases }: ContainerGroup): Termination | undefined {
  return cases.flatMap((one) => lastEndOf(one) ?? [])
    .sort((a, b) => (a.finishedAt ?? "") < (b.finishedAt ?? "") ? 1 : -1)[0];
}
