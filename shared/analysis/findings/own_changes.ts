import type { Change } from "../changes/change.ts";
import { type Entity, entityText } from "../entity.ts";
import type { PodSpec } from "../kube_pod.ts";
import { descending } from "../order.ts";
import { changeText } from "./change_evidence.ts";
import { objectFact } from "./fact_calls.ts";
import type { Fact } from "./finding.ts";
import type { Situation } from "./situation.ts";

const MINUTE_MS = 60_000;
/** Changes are noticed at once or, where something must first run out or come in, hours later. */
const LONGEST_DELAY_MS = 6 * 60 * MINUTE_MS;
/** Onsets are read from samples a minute apart. */
const LATENESS_MS = 2 * MINUTE_MS;
/** A rollout that follows an edit so soon only brings it in. */
const SAME_ACT_MS = 5 * MINUTE_MS;

/** The changes of a workload and of the settings that its pods read, shortly before something began; newest first. */
export function ownChanges(
  workload: Entity,
  since: string | undefined,
  situation: Situation,
): readonly Change[] {
  if (since === undefined) return [];
  const own = new Set([workload, ...settingsOf(workload, situation)].map(entityText));
  const onsetMs = Date.parse(since);
  return situation.changes.filter(({ entity, at, kind }) => {
    const delayMs = onsetMs - Date.parse(at);
    return kind !== "alert" && kind !== "scale" && own.has(entityText(entity)) &&
      delayMs >= -LATENESS_MS && delayMs <= LONGEST_DELAY_MS;
  }).sort((a, b) => descending(a.at, b.at));
}

/** What to blame of a workload that went wrong by itself: the settings that changed last before, else the workload. */
export function changedSettings(changes: readonly Change[]): Entity | undefined {
  const [newest] = changes;
  if (newest === undefined) return undefined;
  return changes.find(({ entity, at }) =>
    (entity.kind === "ConfigMap" || entity.kind === "Secret") &&
    Date.parse(newest.at) - Date.parse(at) <= SAME_ACT_MS
  )?.entity;
}

/** Says what changed, each as a fact of its own: the newest few. */
export function ownChangeFacts(
  changes: readonly Change[],
  { now }: Situation,
  most = 2,
): readonly Fact[] {
  return changes.slice(0, most).map((change) =>
    objectFact(change.entity, `${change.entity.name}: ${changeText(change, now)}`)
  );
}

/** The ConfigMaps and Secrets that the pods of a workload read. */
function settingsOf(workload: Entity, { cluster }: Situation): readonly Entity[] {
  const spec = cluster.podsOf(workload)[0]?.spec;
  if (spec === undefined) return [];
  const { namespace } = workload;
  const names = [...environmentOf(spec), ...volumesOf(spec)];
  return names.flatMap(({ kind, name }) => name === undefined ? [] : [{ kind, namespace, name }]);
}

interface Reference {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: string | undefined;
}

function environmentOf({ initContainers = [], containers = [] }: PodSpec): readonly Reference[] {
  return [...initContainers, ...containers].flatMap(({ env = [], envFrom = [] }) => [
    ...envFrom.flatMap(({ configMapRef, secretRef }): Reference[] => [
      { kind: "ConfigMap", name: configMapRef?.name },
      { kind: "Secret", name: secretRef?.name },
    ]),
    ...env.flatMap(({ valueFrom }): Reference[] => [
      { kind: "ConfigMap", name: valueFrom?.configMapKeyRef?.name },
      { kind: "Secret", name: valueFrom?.secretKeyRef?.name },
    ]),
  ]);
}

function volumesOf({ volumes = [] }: PodSpec): readonly Reference[] {
  return volumes.flatMap(({ configMap, secret }): Reference[] => [
    { kind: "ConfigMap", name: configMap?.name },
    { kind: "Secret", name: secret?.secretName },
  ]);
}
