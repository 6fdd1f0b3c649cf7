import { type Entity, entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import { ascending } from "../order.ts";
import type { Situation } from "./situation.ts";

/** Folds the events of some reasons by the text of the workload that they are about. */
export function eventsByWorkload(
  situation: Situation,
  reasons: ReadonlySet<string>,
): ReadonlyMap<string, readonly EventGroup[]> {
  const events = situation.events.filter(({ reason }) => reasons.has(reason));
  return Map.groupBy(events, (event) => entityText(workloadOfEvent(event, situation)));
}

/** The workload that an event is about: by its pod where that still exists, else by the form of its name. */
export function workloadOfEvent(
  { namespace, owner, lastObject }: EventGroup,
  { cluster }: Situation,
): Entity {
  const pod = lastObject.kind === "Pod" ? cluster.podNamed(namespace, lastObject.name) : undefined;
  return pod === undefined ? { ...owner, namespace } : cluster.ownerOf(pod);
}

/** When the first of some events happened. */
export function firstOf(events: readonly EventGroup[]): string | undefined {
  return events.map(({ firstAt }) => firstAt).sort(ascending)[0];
}
