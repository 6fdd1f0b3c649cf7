import { type Condition, timeMs, type WorldObject } from "../world/kube_objects.ts";
import { type ObjectRows, type ObjectValue, prefixed, seconds } from "./object_families.ts";

/** The rows of one metric and its help. */
export type Metric<T extends WorldObject> = readonly [help: string, rows: ObjectRows<T>];

/** One number of the object, by its path; a field left out is `otherwise`, or no series. */
export function field<T extends WorldObject>(path: string, otherwise?: number): Metric<T> {
  const keys = path.split(".");
  return [`Value of ${path}.`, (object) => {
    let value: unknown = object;
    for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key];
    return [[{}, typeof value === "number" ? value : otherwise]];
  }];
}

/** Every condition of the status, once per possible state. */
export function conditions<T extends WorldObject>(): Metric<T> {
  return [
    "Conditions.",
    ({ status }) =>
      ((status as { conditions?: Condition[] } | undefined)?.conditions ?? []).flatMap((
        condition,
      ) =>
        ["true", "false", "unknown"].map((state) =>
          [{ condition: condition.type, status: state }, conditionValue(condition, state)] as const
        )
      ),
  ];
}

export function created<T extends WorldObject>(): Metric<T> {
  return ["Creation time.", ({ metadata }) => [[{}, seconds(metadata.creationTimestamp)]]];
}

export function labels<T extends WorldObject>(): Metric<T> {
  return ["Labels.", ({ metadata }) => [[prefixed("label", metadata.labels), 1]]];
}

export function owner<T extends WorldObject>(): Metric<T> {
  return [
    "Owner.",
    ({ metadata }) =>
      (metadata.ownerReferences ?? []).map(({ kind, name, controller }) =>
        [
          { owner_kind: kind, owner_name: name, owner_is_controller: String(controller === true) },
          1,
        ] as const
      ),
  ];
}

/** A condition holds from its last transition on; before that the other way round. */
export function conditionValue(condition: Condition | undefined, state: string): ObjectValue {
  const now = condition?.status.toLowerCase() === state ? 1 : 0;
  const sinceMs = timeMs(condition?.lastTransitionTime);
  if (condition === undefined || sinceMs === undefined) return now;
  const before = condition.status === "True" ? "false" : "true";
  return (time) => time >= sinceMs ? now : state === before ? 1 : 0;
}

/** One row per phase, 1 for the one the object is in. */
export function phases<T extends WorldObject>(
  names: readonly string[],
): Metric<T> {
  return [
    "Phase.",
    ({ status }) =>
      names.map((phase) =>
        [{ phase }, (status as { phase?: string } | undefined)?.phase === phase ? 1 : 0] as const
      ),
  ];
}
