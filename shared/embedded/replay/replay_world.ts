import type { Incident } from "../../catalogue/incident.ts";
import type { WorldObject } from "../world/kube_objects.ts";
import { ObjectStore } from "../world/object_store.ts";
import type { World } from "../world/world.ts";

/** The cluster of a recorded incident: its objects as they were, the clock at the moment of the capture. */
export function replayWorld({ facts, parts }: Incident): World {
  const resources = parts.resources.map((resource) => ({ ...resource, categories: [] }));
  const store = new ObjectStore(0, resources);
  // Not sealed: uids, generations and resource versions stay those of the real cluster.
  for (const object of parts.objects) store.put(object as WorldObject);
  return {
    seed: 0,
    nowMs: Date.parse(facts.capturedAt),
    startMs: Date.parse(facts.keptFrom),
    store,
    traffic: [],
    hosts: new Map(parts.hosts.map((facts) => [facts.node, facts])),
    alerts: parts.alerts,
    silences: parts.silences,
    metricRules: [],
    logRules: [],
    denials: [],
  };
}
