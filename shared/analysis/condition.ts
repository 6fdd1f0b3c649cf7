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

/** Finds one condition of an object. */
export function conditionOf(object: Conditioned, type: string): Condition | undefined {
  return object.status?.conditions?.find((condition) => condition.type === type);
}

/** Tells whether a condition is there and true. */
export function isTrue(object: Conditioned, type: string): boolean {
  return conditionOf(object, type)?.status === "True";
}

// Most conditions are good when true; these are good when false.
const GOOD_WHEN_FALSE =
  /Pressure$|Unavailable$|Failure$|Failed$|Stalled$|Degraded$|^(?:Disruption|Failing|Resizing|FileSystemResizePending|ScalingLimited|Suspended)/;

/** Tells whether a condition reports trouble; an unknown status is trouble either way. */
export function isTroubled(condition: Condition): boolean {
  if (condition.status === "Unknown") return true;
  return condition.status === (GOOD_WHEN_FALSE.test(condition.type) ? "True" : "False");
}
