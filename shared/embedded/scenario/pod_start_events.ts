import type { EventPlan } from "../base/kube_event.ts";
import { SCHEDULING_MS } from "../base/pod_builder.ts";
import { type Container, type ContainerStatus, type Pod, timeMs } from "../world/kube_objects.ts";

interface Start {
  readonly createdMs: number;
  /** Whether an image has to be pulled first. */
  readonly isNew: (image: string) => boolean;
}

/** What scheduler and kubelet tell of a pod's start, as far as it came by what its status says. */
export function podStartEvents(pod: Pod, start: Start): readonly EventPlan[] {
  const { createdMs } = start;
  const { metadata: { name, namespace }, spec, status } = pod;
  if (spec.nodeName === undefined) return [];
  const object = { apiVersion: "v1", kind: "Pod", namespace, name };
  const scheduled = {
    type: "Normal",
    reason: "Scheduled",
    object,
    message: `Successfully assigned ${namespace}/${name} to ${spec.nodeName}`,
    count: 1,
    firstMs: createdMs,
    lastMs: createdMs,
    source: { component: "default-scheduler" },
  } as const;
  const started = spec.containers.flatMap((container) => {
    const of = status?.containerStatuses?.find((item) => item.name === container.name);
    return containerEvents(container, of, start).map((event): EventPlan => ({
      ...event,
      type: "Normal",
      object: { ...object, fieldPath: `spec.containers{${container.name}}` },
      source: { component: "kubelet", host: spec.nodeName },
    }));
  });
  return [scheduled, ...started];
}

type ContainerEvent = Pick<EventPlan, "reason" | "message" | "count" | "firstMs" | "lastMs">;

/** The image is pulled, the container made and started; again with each restart. */
function containerEvents(
  { name, image }: Container,
  status: ContainerStatus | undefined,
  { createdMs, isNew }: Start,
): readonly ContainerEvent[] {
  const reached = stepsReached(status);
  const firstMs = createdMs + SCHEDULING_MS;
  const count = (status?.restartCount ?? 0) + 1;
  const lastMs = count === 1 ? firstMs : Math.max(firstMs, lastStartMs(status) ?? firstMs);
  return [
    { reason: "Pulled", message: count === 1 && isNew(image) ? pulled(image) : present(image) },
    { reason: "Created", message: `Created container: ${name}` },
    { reason: "Started", message: `Started container ${name}` },
  ].slice(0, reached).map((step) => ({ ...step, count, firstMs, lastMs }));
}

function pulled(image: string): string {
  return `Successfully pulled image "${image}" in 2.1s (2.1s including waiting)`;
}

function present(image: string): string {
  return `Container image "${image}" already present on machine`;
}

/** What a container that has never run had come to, by why it waits. */
const STEPS_BEFORE: Readonly<Record<string, number>> = {
  CreateContainerConfigError: 1,
  CreateContainerError: 1,
  RunContainerError: 2,
  CrashLoopBackOff: 3,
};

/** How many of the three steps a container has taken at least once. */
function stepsReached(status: ContainerStatus | undefined): number {
  if (status === undefined) return 0;
  const { state, lastState, restartCount = 0 } = status;
  const hasRun = restartCount > 0 || lastState?.terminated !== undefined;
  if (hasRun || state?.waiting === undefined) return 3;
  return STEPS_BEFORE[state.waiting.reason ?? ""] ?? 0;
}

function lastStartMs(status: ContainerStatus | undefined): number | undefined {
  const { state, lastState } = status ?? {};
  const run = state?.running ?? state?.terminated ?? lastState?.terminated;
  return timeMs(run?.startedAt);
}
