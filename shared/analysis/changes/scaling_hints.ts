import type { EventGroup } from "../event_compaction.ts";
import type { Change } from "./change.ts";

// Kubernetes 1.29 turned the order round.
const FORMS = [/from (?<from>\d+) to (?<to>\d+)$/, /to (?<to>\d+) from (?<from>\d+)$/];

/**
 * Reads old and new numbers of replicas from the events of the Deployment controller.
 *
 * A rollout writes the same events, so that they only complete changes that are known by other traces.
 */
export function scalingHints(events: readonly EventGroup[]): readonly Change[] {
  return events.filter(({ reason }) => reason === "ScalingReplicaSet").flatMap((group) => {
    const { owner, namespace, message, lastAt } = group;
    const found = FORMS.map((form) => form.exec(message)?.groups).find(Boolean);
    const [from, to] = [found?.["from"], found?.["to"]];
    if (from === undefined || to === undefined) return [];
    return [{
      at: lastAt,
      entity: { ...owner, namespace },
      kind: "scale",
      field: "spec.replicas",
      from,
      to,
      source: "events",
    }];
  });
}
