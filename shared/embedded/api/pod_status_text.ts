import type { ContainerStatus, Pod } from "../world/kube_objects.ts";

/** The word kubectl prints in the column STATUS: the most telling reason of the pod and its containers. */
export function podStatusText(pod: Pod): string {
  const { status } = pod;
  const reason = initReason(pod) ?? containerReason(pod) ?? status?.reason ?? status?.phase;
  if (pod.metadata.deletionTimestamp !== undefined) {
    return status?.reason === "NodeLost" ? "Unknown" : "Terminating";
  }
  return reason ?? "Unknown";
}

function initReason({ spec, status }: Pod): string | undefined {
  const statuses = status?.initContainerStatuses ?? [];
  const at = statuses.findIndex(({ state, started, name }) => {
    const sidecar = spec.initContainers?.find((init) =>
      init.name === name
    )?.restartPolicy === "Always";
    return state?.terminated?.exitCode !== 0 && !(sidecar && started === true);
  });
  const stuck = statuses[at];
  if (stuck === undefined) return undefined;
  const { terminated, waiting } = stuck.state ?? {};
  if (terminated !== undefined) return `Init:${terminatedReason(terminated)}`;
  if (waiting?.reason !== undefined && waiting.reason !== "PodInitializing") {
    return `Init:${waiting.reason}`;
  }
  return `Init:${at}/${spec.initContainers?.length ?? statuses.length}`;
}

function containerReason({ status }: Pod): string | undefined {
  const statuses = status?.containerStatuses ?? [];
  const reason = statuses.map(stateReason).find((candidate) => candidate !== undefined);
  const running = statuses.some(({ state, ready }) => state?.running !== undefined && ready);
  if (reason !== "Completed" || !running) return reason;
  const ready = status?.conditions?.some(({ type, status }) =>
    type === "Ready" && status === "True"
  );
  return ready ? "Running" : "NotReady";
}

function stateReason({ state }: ContainerStatus): string | undefined {
  if (state?.waiting?.reason !== undefined) return state.waiting.reason;
  return state?.terminated === undefined ? undefined : terminatedReason(state.terminated);
}

function terminatedReason({ reason, exitCode }: { reason?: string; exitCode: number }): string {
  return reason ?? `ExitCode:${exitCode}`;
}

/** Restarts of all containers, with the age of the last one when there is one. */
export function restartsOf(pod: Pod): { readonly count: number; readonly lastAt?: string } {
  const statuses = pod.status?.containerStatuses ?? [];
  const count = statuses.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0);
  const lastAt = statuses.flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? [])
    .sort().at(-1);
  return { count, ...(lastAt === undefined ? {} : { lastAt }) };
}
