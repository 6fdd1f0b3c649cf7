import { type Entity, entityText } from "../entity.ts";
import type { Volume } from "../kube_pod.ts";
import type { Pod } from "../kube_pod.ts";
import { isOver } from "../pod_status.ts";
import { containerGroups } from "./container_groups.ts";
import { onsetOf } from "./container_facts.ts";
import type { Situation } from "./situation.ts";
import { eventsByWorkload, firstOf } from "./workload_events.ts";

/** A ConfigMap or Secret, or a key of one, that pods need and do not get. */
export interface MissingReference {
  readonly entity: Entity;
  /** Absent where the whole object is missing. */
  readonly key?: string;
  readonly workload: Entity;
  /** What holds the pods up: `CreateContainerConfigError`, `FailedMount`. */
  readonly state: string;
  readonly since?: string;
  /** What the kubelet says, data. */
  readonly message: string;
}

const MOUNT_REASONS: ReadonlySet<string> = new Set(["FailedMount"]);
const KEY = /couldn't find key (\S+) in (ConfigMap|Secret) ([^/\s]+)\/([^\s,"]+)/;
const OBJECT = /\b(configmap|secret) "([^"]+)" not found/i;
const VOLUME = /volume "([^"]+)"/;
const VOLUME_KEY = /references non-existent (?:config|secret) key: (\S+)/;

/** Reads what the kubelet could not find out of the states of containers and the events of mounts. */
export function missingReferences(situation: Situation): readonly MissingReference[] {
  return [...ofContainers(situation), ...ofVolumes(situation)];
}

function ofContainers(situation: Situation): readonly MissingReference[] {
  const state = "CreateContainerConfigError";
  const groups = containerGroups(
    situation,
    ({ status }) => status.state?.waiting?.reason === state,
  );
  return groups.flatMap((group) => {
    const { workload, cases: [{ status }] } = group;
    const message = status.state?.waiting?.message ?? "";
    const missing = parse(message, workload.namespace);
    const since = onsetOf(group);
    if (missing === undefined) return [];
    return [{ ...missing, workload, state, message, ...(since !== undefined && { since }) }];
  });
}

function ofVolumes(situation: Situation): readonly MissingReference[] {
  const events = eventsByWorkload(situation, MOUNT_REASONS);
  if (events.size === 0) return [];
  const waiting = (situation.objects.pods ?? [])
    .filter((pod) => !isOver(pod) && pod.status?.phase === "Pending");
  const workloads = Map.groupBy(waiting, (pod) => entityText(situation.cluster.ownerOf(pod)));
  return [...workloads].flatMap(([key, [pod]]) => {
    const own = (events.get(key) ?? []).map((event) => ({
      event,
      missing: pod && parseMount(event.message, pod),
    }));
    const found = own.find(({ missing }) => missing !== undefined);
    if (pod === undefined || found?.missing === undefined) return [];
    const since = firstOf([found.event]);
    return [{
      ...found.missing,
      workload: situation.cluster.ownerOf(pod),
      state: "FailedMount",
      message: found.event.message,
      ...(since !== undefined && { since }),
    }];
  });
}

function parse(
  message: string,
  namespace: string,
): Pick<MissingReference, "entity" | "key"> | undefined {
  const [, key, kind, place, name] = KEY.exec(message) ?? [];
  if (key !== undefined && kind !== undefined && name !== undefined) {
    return { entity: { kind, namespace: place ?? namespace, name }, key };
  }
  const [, lowerKind, object] = OBJECT.exec(message) ?? [];
  if (lowerKind === undefined || object === undefined) return undefined;
  const named = lowerKind.toLowerCase() === "secret" ? "Secret" : "ConfigMap";
  return { entity: { kind: named, namespace, name: object } };
}

function parseMount(message: string, pod: Pod) {
  const namespace = pod.metadata.namespace ?? "";
  const key = VOLUME_KEY.exec(message)?.[1];
  if (key === undefined) return parse(message, namespace);
  const name = VOLUME.exec(message)?.[1];
  const volume = pod.spec?.volumes?.find((one) => one.name === name);
  const entity = volume && sourceOf(volume, namespace);
  return entity && { entity, key };
}

function sourceOf({ configMap, secret }: Volume, namespace: string): Entity | undefined {
  if (configMap?.name !== undefined) return { kind: "ConfigMap", namespace, name: configMap.name };
  if (secret?.secretName === undefined) return undefined;
  return { kind: "Secret", namespace, name: secret.secretName };
}
