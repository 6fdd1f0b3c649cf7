import { conditionOf, isTrue } from "./condition.ts";
import type { ContainerStatus, Pod, Termination } from "./kube_pod.ts";

/** What kubectl's READY, STATUS and RESTARTS columns say about a pod. */
export interface PodStatus {
  readonly status: string;
  readonly ready: number;
  readonly containers: number;
  readonly restarts: number;
  /** The newest end of a container that was started again. */
  readonly lastTermination?: Termination & { readonly container: string };
}

/** Computes the status of a pod by kubectl's rules: init containers, sidecars, waiting and ended containers. */
export function podStatus(pod: Pod): PodStatus {
  const init = initialise(pod);
  const main = init.status === undefined || isTrue(pod, "Initialized") ? run(pod) : undefined;
  const lastTermination = newestTermination(
    main === undefined ? inits(pod) : [
      ...inits(pod).filter((container) => isSidecar(pod, container)),
      ...mains(pod),
    ],
  );
  return {
    status: ending(pod) ?? main?.status ?? init.status ?? phaseOf(pod),
    ready: init.readySidecars + (main?.ready ?? 0),
    containers: (pod.spec?.containers?.length ?? mains(pod).length) +
      (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always")
        .length,
    restarts: main === undefined ? init.restarts : init.sidecarRestarts + main.restarts,
    ...(lastTermination && { lastTermination }),
  };
}

function inits(pod: Pod): readonly ContainerStatus[] {
  return pod.status?.initContainerStatuses ?? [];
}

function mains(pod: Pod): readonly ContainerStatus[] {
  return pod.status?.containerStatuses ?? [];
}

function phaseOf(pod: Pod): string {
  if (conditionOf(pod, "PodScheduled")?.reason === "SchedulingGated") return "SchedulingGated";
  return pod.status?.reason || pod.status?.phase || "Unknown";
}

function ending(pod: Pod): string | undefined {
  if (pod.metadata.deletionTimestamp === undefined) return undefined;
  if (pod.status?.reason === "NodeLost") return "Unknown";
  return isOver(pod) ? undefined : "Terminating";
}

/** Tells whether a pod has run to its end, well or badly. */
export function isOver(pod: Pod): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

function isSidecar(pod: Pod, status: ContainerStatus): boolean {
  return pod.spec?.initContainers
    ?.some(({ name, restartPolicy }) => name === status.name && restartPolicy === "Always") ??
    false;
}

function initialise(pod: Pod) {
  const sidecars = inits(pod).filter((container) => isSidecar(pod, container));
  const blocking = inits(pod).findIndex((container) => !isPassed(pod, container));
  const passed = inits(pod).slice(0, blocking < 0 ? undefined : blocking);
  const blocker = inits(pod)[blocking];
  return {
    status: blocker === undefined ? undefined : initStatus(blocker, blocking, pod),
    readySidecars: passed.filter((container) => sidecars.includes(container) && container.ready)
      .length,
    restarts: restartsOf(inits(pod)),
    sidecarRestarts: restartsOf(sidecars),
  };
}

function isPassed(pod: Pod, container: ContainerStatus): boolean {
  if (container.state?.terminated?.exitCode === 0) return true;
  return isSidecar(pod, container) && container.started === true;
}

function initStatus({ state }: ContainerStatus, index: number, pod: Pod): string {
  if (state?.terminated !== undefined) return `Init:${endOf(state.terminated)}`;
  const waiting = state?.waiting?.reason;
  if (waiting && waiting !== "PodInitializing") return `Init:${waiting}`;
  return `Init:${index}/${pod.spec?.initContainers?.length ?? inits(pod).length}`;
}

function run(pod: Pod) {
  const ready = mains(pod).filter((container) => container.ready && container.state?.running);
  // The first container that has something to say speaks for the pod.
  const said = mains(pod).map(({ state }) =>
    state?.waiting?.reason || (state?.terminated && endOf(state.terminated))
  ).find(Boolean);
  const status = said === "Completed" && ready.length > 0
    ? isTrue(pod, "Ready") ? "Running" : "NotReady"
    : said || phaseOf(pod);
  return { status, ready: ready.length, restarts: restartsOf(mains(pod)) };
}

function endOf({ reason, signal, exitCode }: Termination): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`);
}

function restartsOf(containers: readonly ContainerStatus[]): number {
  return containers.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0);
}

function newestTermination(containers: readonly ContainerStatus[]) {
  return containers
    .flatMap(({ name, lastState }) =>
      lastState?.terminated ? [{ container: name, ...lastState.terminated }] : []
    )
    .sort((a, b) => (a.finishedAt ?? "") < (b.finishedAt ?? "") ? 1 : -1)[0];
}
