import {
  type ContainerState,
  type ContainerStatus,
  type Pod,
  timeMs,
} from "../world/kube_objects.ts";
import type { LogEntry, Window } from "../logs/log_lines.ts";
import type { ResourcePath } from "./kubernetes_path.ts";
import { badRequest, notFound } from "./kubernetes_status.ts";
import type { Telemetry } from "./telemetry.ts";

/** Answers `pods/log`: one container's lines, as the kubelet would give them. @throws {StatusError} */
export function podLog(
  { world, logs }: Telemetry,
  { resource, namespace = "", name = "" }: ResourcePath,
  query: URLSearchParams,
): Response {
  const pod = world.store.history<Pod>("pods", { namespace, name })?.current;
  if (pod === undefined) throw notFound(resource, name);
  const container = containerOf(pod, query.get("container"));
  const run = runOf(pod, container, query.get("previous") === "true");
  const since = sinceMs(query, world.nowMs);
  const window = { fromMs: Math.max(run.fromMs, since), untilMs: run.untilMs };
  const matchers = Object.entries({ namespace, pod: name, container })
    .map(([label, value]) => ({ label, op: "=" as const, value }));
  const entries = [...logs.select(matchers, window.fromMs, window.untilMs)]
    .flatMap((stream) => stream.entries);
  const text = linesOf(entries, query);
  const follow = query.get("follow") === "true" && query.get("previous") !== "true";
  return new Response(follow ? endless(text) : text, { headers: { "content-type": "text/plain" } });
}

function containerOf(pod: Pod, asked: string | null): string {
  const all = [...pod.spec.containers, ...pod.spec.initContainers ?? []].map(({ name }) => name);
  if (asked !== null) {
    if (all.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  }
  const [only = "", ...others] = pod.spec.containers.map(({ name }) => name);
  if (others.length === 0) return only;
  throw badRequest(
    `a container name must be specified for pod ${pod.metadata.name}, choose one of: [${
      all.join(" ")
    }]`,
  );
}

/** The time one run of a container wrote in. */
function runOf(pod: Pod, container: string, previous: boolean): Window {
  const status = [
    ...pod.status?.containerStatuses ?? [],
    ...pod.status?.initContainerStatuses ?? [],
  ].find(({ name }) => name === container);
  const { metadata: { name } } = pod;
  if (previous) {
    const ended = status?.lastState?.terminated;
    if (ended === undefined) {
      throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
    }
    return terminatedRun(ended);
  }
  return currentRun(status, `container "${container}" in pod "${name}"`);
}

function currentRun(status: ContainerStatus | undefined, what: string): Window {
  const { running, terminated, waiting } = status?.state ?? {};
  if (running !== undefined) return { fromMs: timeMs(running.startedAt) ?? 0, untilMs: Infinity };
  if (terminated !== undefined) return terminatedRun(terminated);
  // Between two runs the kubelet still gives the lines of the one that ended.
  if (status?.lastState?.terminated !== undefined) {
    return terminatedRun(status.lastState.terminated);
  }
  const pulling = ["ErrImagePull", "ImagePullBackOff"].includes(waiting?.reason ?? "");
  throw badRequest(
    pulling
      ? `${what} is waiting to start: trying and failing to pull image`
      : `${what} is waiting to start: ${waiting?.reason ?? "ContainerCreating"}`,
  );
}

// Lines may still be written in the second the container is reported to have ended in.
const LAST_WORDS_MS = 1_000;

function terminatedRun(
  { startedAt, finishedAt }: NonNullable<ContainerState["terminated"]>,
): Window {
  return {
    fromMs: timeMs(startedAt) ?? 0,
    untilMs: (timeMs(finishedAt) ?? Infinity) + LAST_WORDS_MS,
  };
}

function sinceMs(query: URLSearchParams, nowMs: number): number {
  const seconds = query.get("sinceSeconds");
  if (seconds !== null) return nowMs - Number(seconds) * 1_000;
  return timeMs(query.get("sinceTime")) ?? -Infinity;
}

function linesOf(entries: readonly LogEntry[], query: URLSearchParams): string {
  const tail = query.get("tailLines");
  const stamped = query.get("timestamps") === "true";
  const lines = entries.flatMap(({ t, line }) =>
    line.split("\n").map((part) => stamped ? `${nanoTime(t)} ${part}\n` : `${part}\n`)
  );
  const kept = tail === null ? lines : lines.slice(Math.max(0, lines.length - Number(tail)));
  const text = kept.join("");
  const limit = query.get("limitBytes");
  return limit === null ? text : text.slice(0, Number(limit));
}

function nanoTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000000Z");
}

// The clock stands still, so nothing follows; the stream stays open until the client goes.
function endless(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
  });
}
