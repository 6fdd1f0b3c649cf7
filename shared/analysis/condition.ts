import type { KubeObject } from "./kube_object.ts";

/** A condition of an object's status; unlike other states, it says since when and why. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** An object whose status may hold conditions. */
export interface Conditioned extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** Reads the conditions of an object; none where a custom resource keeps something else under that name. */
export function conditionsOf({ status }: Conditioned): readonly Condition[] {
  const conditions: unknown = status?.conditions;
  return Array.isArray(conditions) ? conditions.filter(isCondition) : [];
}

function isCondition(value: unknown): value is Condition {
  return typeof value === "object" && value !== null &&
    "type" in value && typeof value.type === "string" &&
    "status" in value && typeof value.status === "string";
}

/** Finds one condition of an object. */
export function conditionOf(object: Conditioned, type: string): Condition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

/** Tells whether a condition is there and true. */
export function isTrue(object: Conditioned, type: string): boolean {
  return conditionOf(object, type)?.status === "True";
}

// Most conditions are good when true; these are good when false.
const GOOD_WHEN_FALSE =
  /Pressure$|Unavailable$|Failure$|Failed$|Stalled$|Degraded$|^(?:Disruption|Failing|Resizing|FileSystemResizePending|ScalingLimited|Suspended)/;

/** Conditions by which objects of any kind say that they are well, most telling first. */
const READY_TYPES = ["Ready", "Available", "Established", "Healthy", "Synced", "Programmed"];

/** Finds the condition by which an object says whether it is well. */
export function readinessOf(object: Conditioned): Condition | undefined {
  for (const type of READY_TYPES) {
    const condition = conditionOf(object, type);
    if (condition !== undefined) return condition;
  }
  return undefined;
}

/** Finds what an object of any kind reports as trouble: it is not well, or something bad is true. */
export function troubleOf(object: Conditioned): Condition | undefined {
  const readiness = readinessOf(object);
  if (readiness !== undefined && readiness.status !== "True") return readiness;
  // What else is false may be false by nature: a policy that does not apply, a feature that is off.
  return conditionsOf(object)
    .find(({ type, status }) => status === "True" && GOOD_WHEN_FALSE.test(type));
}

/** Tells whether a condition reports trouble; an unknown status is trouble either way. */
export function isTroubled(condition: Condition): boolean {
  if (condition.status === "Unknown") return true;
  return condition.status === (GOOD_WHEN_FALSE.test(condition.type) ? "True" : "False");
}
