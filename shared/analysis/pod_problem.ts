import { conditionOf } from "./condition.ts";
import type { Pod } from "./kube_pod.ts";
import { isOver, type PodStatus, podStatus } from "./pod_status.ts";
import { parseSchedulingFailure, predicatesText } from "./scheduling_failure.ts";

/** How bad a problem is: 3 does not run, 2 runs but serves nothing, 1 worth a look. */
export type Severity = 1 | 2 | 3;

export interface PodProblem {
  /** Kubernetes' own reason and what explains it: `CrashLoopBackOff (OOMKilled)`, `Unschedulable (20 Insufficient cpu)`. */
  readonly reason: string;
  readonly severity: Severity;
  readonly since?: string;
  /** Kubernetes' own words, data. */
  readonly message?: string;
}

const STARTUP_GRACE_SECONDS = 120;
const TERMINATION_GRACE_SECONDS = 60;
const RECENT_RESTART_SECONDS = 3_600;
const LOOPING_RESTART_SECONDS = 600;
const LOOPING_RESTARTS = 3;
const STARTING = /^(?:Pending|ContainerCreating|PodInitializing|Init:\d+\/\d+)$/;

/** Says what is wrong with a pod at a moment; `undefined` for one that runs, starts or has ended as it should. */
export function podProblem(pod: Pod, now: Date): PodProblem | undefined {
  const state = podStatus(pod);
  if (pod.metadata.deletionTimestamp !== undefined) return stuckTerminating(pod, now);
  if (isOver(pod)) return pod.status?.phase === "Failed" ? leftover(pod, state) : undefined;
  return unschedulable(pod) ?? blocked(pod, state, now) ?? looping(state, now) ??
    unready(pod, state, now) ?? restarted(state, now);
}

function stuckTerminating(pod: Pod, now: Date): PodProblem | undefined {
  // The time stamp already includes the grace period that the pod was given.
  const since = pod.metadata.deletionTimestamp;
  if (secondsSince(since, now) <= TERMINATION_GRACE_SECONDS) return undefined;
  return problem("Terminating", 2, { since });
}

function leftover(pod: Pod, { status }: PodStatus): PodProblem {
  return problem(status, 1, { message: pod.status?.message });
}

function unschedulable(pod: Pod): PodProblem | undefined {
  const condition = conditionOf(pod, "PodScheduled");
  if (condition?.status !== "False") return undefined;
  const failure = parseSchedulingFailure(condition.message ?? "");
  const why = failure === undefined ? "" : ` (${predicatesText(failure)})`;
  return problem(`${condition.reason ?? "Unschedulable"}${why}`, 3, {
    since: condition.lastTransitionTime,
    message: condition.message,
  });
}

function blocked(pod: Pod, state: PodStatus, now: Date): PodProblem | undefined {
  if (state.status === "Running" || state.status === "NotReady") return undefined;
  const since = pod.status?.startTime ?? pod.metadata.creationTimestamp;
  if (STARTING.test(state.status)) {
    return secondsSince(since, now) > STARTUP_GRACE_SECONDS
      ? problem(state.status, 2, { since })
      : undefined;
  }
  return problem(`${state.status}${endText(state)}`, 3, { since, message: waitingMessage(pod) });
}

// A container that dies every few minutes looks healthy at most moments.
function looping(state: PodStatus, now: Date): PodProblem | undefined {
  const since = state.lastTermination?.finishedAt;
  if (state.restarts < LOOPING_RESTARTS || secondsSince(since, now) > LOOPING_RESTART_SECONDS) {
    return undefined;
  }
  return problem(`Restarting${endText(state)}`, 3, { since });
}

function unready(pod: Pod, state: PodStatus, now: Date): PodProblem | undefined {
  const ready = conditionOf(pod, "Ready");
  if (state.ready >= state.containers && ready?.status !== "False") return undefined;
  const since = ready?.lastTransitionTime ?? pod.metadata.creationTimestamp;
  const started = pod.status?.startTime ?? pod.metadata.creationTimestamp;
  if (secondsSince(started, now) <= STARTUP_GRACE_SECONDS) return undefined;
  return problem("NotReady", 2, { since, message: ready?.message });
}

function restarted(state: PodStatus, now: Date): PodProblem | undefined {
  const since = state.lastTermination?.finishedAt;
  if (secondsSince(since, now) > RECENT_RESTART_SECONDS) return undefined;
  return problem(`Restarted${endText(state)}`, 1, { since });
}

function waitingMessage(pod: Pod): string | undefined {
  return [...pod.status?.initContainerStatuses ?? [], ...pod.status?.containerStatuses ?? []]
    .map(({ state }) => state?.waiting?.message).find(Boolean);
}

/** Prints how the last container ended: ` (OOMKilled)`, ` (exit 1)`; nothing where none did. */
function endText({ lastTermination, status }: PodStatus): string {
  if (lastTermination === undefined) return "";
  const { reason, exitCode } = lastTermination;
  const end = reason === undefined || reason === "Error" ? `exit ${exitCode}` : reason;
  return end === status ? "" : ` (${end})`;
}

function problem(
  reason: string,
  severity: Severity,
  { since, message }: { since?: string | undefined; message?: string | undefined },
): PodProblem {
  return { reason, severity, ...(since && { since }), ...(message && { message }) };
}

// A time nobody wrote lies infinitely far back, so that nothing counts as recent for lack of it.
function secondsSince(time: string | undefined, now: Date): number {
  return time === undefined ? Infinity : (now.getTime() - Date.parse(time)) / 1_000;
}
