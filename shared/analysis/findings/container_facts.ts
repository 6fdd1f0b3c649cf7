import { conditionOf } from "../condition.ts";
import { type Entity, entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import type { Container } from "../kube_pod.ts";
import { isReady } from "./cluster_index.ts";
import type { ContainerGroup } from "./container_groups.ts";
import { newestEndOf } from "./container_groups.ts";
import { lookAt } from "./fact_calls.ts";
import type { Fact, Found } from "./finding.ts";
import { earliest, momentText, secondsAgo } from "./moment_text.ts";
import { imagesOf, rolloutOf, rolloutText } from "./rollout.ts";
import type { Situation } from "./situation.ts";
import { firstOf } from "./workload_events.ts";
import { counted } from "../../render/counted.ts";
import { formatAge } from "../../render/time.ts";

/** So long without another end, ready containers have got over it. */
const RECOVERED_SECONDS = 2 * 3_600;

/** Says how a workload stands: `0/6 ready, container cart of 6 pods`. */
export function standingText({ workload, container, cases }: ContainerGroup, situation: Situation) {
  const readiness = situation.cluster.readinessText(workload) ?? "not ready";
  const kind = cases[0].isInit ? "init container" : "container";
  return `${readiness}; ${kind} ${container} of ${counted(cases.length, "pod")}`;
}

/** Counts the restarts of a group: `60 restarts`. */
export function restartsText({ cases }: ContainerGroup): string {
  const restarts = cases.reduce((sum, { status }) => sum + (status.restartCount ?? 0), 0);
  return counted(restarts, "restart");
}

/** Names the images of a group and when they came: `image …/cart:1.5.0 since 11:02, before …/cart:1.4.2`. */
export function imageText(group: ContainerGroup, situation: Situation): string {
  const images = new Set(group.cases.map(({ spec, status }) => spec?.image ?? status.image));
  const text = `image ${[...images].join(", ")}`;
  const { newest, previous } = rolloutOf(group.workload, situation) ?? {};
  const before = previous && imagesOf(previous);
  if (newest === undefined || before === undefined) return text;
  const at = momentText(newest.metadata.creationTimestamp ?? "", situation.now);
  return before === imagesOf(newest) ? text : `${text} since ${at}, before ${before}`;
}

/** Tells that a revision brought no new image, where there are two to compare. */
export function imageUnchanged(workload: Entity, situation: Situation): readonly string[] {
  const { newest, previous } = rolloutOf(workload, situation) ?? {};
  if (newest === undefined || previous === undefined) return [];
  const image = imagesOf(newest);
  return image === imagesOf(previous) ? [`${workload.name}: image unchanged (${image})`] : [];
}

/** A setting of a container that the last rollout changed: `memory limit 256Mi -> 96Mi at 11:02`. */
export function changedSetting(
  { workload, container }: ContainerGroup,
  situation: Situation,
  setting: { readonly name: string; readonly read: (spec: Container) => string | undefined },
): string | undefined {
  const { newest, previous } = rolloutOf(workload, situation) ?? {};
  const [to, from] = [newest, previous].map((replicaSet) => {
    const { initContainers = [], containers = [] } = replicaSet?.spec?.template?.spec ?? {};
    const spec = [...initContainers, ...containers].find(({ name }) => name === container);
    return spec && setting.read(spec);
  });
  const at = newest?.metadata.creationTimestamp;
  if (previous === undefined || from === to || at === undefined) return undefined;
  return `${setting.name} ${from ?? "none"} -> ${to ?? "none"} at ${momentText(at, situation.now)}`;
}

/** When the trouble of a group began: its first event, else when its pods ceased to be ready or were made. */
export function onsetOf({ cases }: ContainerGroup, events: readonly EventGroup[] = []) {
  const unready = cases.filter(({ pod }) => !isReady(pod)).map(({ pod }) =>
    conditionOf(pod, "Ready")?.lastTransitionTime ?? pod.metadata.creationTimestamp
  );
  return earliest([firstOf(events), ...unready]);
}

/** The fact of who serves while a rollout is half done; none when no rollout is. */
export function rolloutFacts(workload: Entity, situation: Situation): readonly Fact[] {
  const text = rolloutText(workload, situation);
  return text === undefined ? [] : [{ text, reproduce: lookAt(workload) }];
}

/** The newest line that a container wrote before it ended; data. */
export function lastWordsOf(group: ContainerGroup, { logs }: Situation): string | undefined {
  const message = newestEndOf(group)?.message?.trim();
  if (message) return message;
  const lines = logs.filter(({ entity, level }) =>
    entityText(entity) === entityText(group.workload) && level !== "info" && level !== "debug"
  );
  const own = lines.find(({ previousOf }) => previousOf === group.container);
  return (own ?? lines[0])?.sample;
}

/** The call that shows the last run of a group's container. */
export function lastRunOf({ workload, container, cases }: ContainerGroup) {
  const { namespace } = workload;
  const pod = cases[0].pod.metadata.name;
  return { tool: "tail.pod_logs", arguments: { namespace, pod, container, previous: true } };
}

/** Says that all pods of a workload are ready again and have been left alone for hours. */
export function hasRecovered({ entity }: Found, { cluster, now }: Situation): string | undefined {
  const health = cluster.health.get(entityText(entity));
  if (health === undefined || health.ready < health.desired) return undefined;
  const ends = cluster.podsOf(entity).flatMap(({ status }) =>
    (status?.containerStatuses ?? []).flatMap(({ lastState }) =>
      secondsAgo(lastState?.terminated?.finishedAt, now)
    )
  );
  const quietSeconds = Math.min(...ends);
  if (quietSeconds === Infinity || quietSeconds < RECOVERED_SECONDS) return undefined;
  return `${health.ready}/${health.desired} ready and no restart for ${formatAge(quietSeconds)}`;
}
