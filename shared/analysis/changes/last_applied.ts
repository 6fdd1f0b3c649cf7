import type { KubeObject } from "../kube_object.ts";
import type { OwnedField } from "./field_ownership.ts";
import { itemSteps } from "./item_steps.ts";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * What a field was when the object was last applied, where that differs from what it is.
 *
 * Whoever edits or scales an object by hand leaves the annotation as it is; it is the only `from` that objects keep.
 */
export function appliedValue({ metadata }: KubeObject, { steps, value }: OwnedField): unknown {
  const text = metadata.annotations?.[LAST_APPLIED];
  if (text === undefined) return undefined;
  let applied: unknown;
  try {
    applied = JSON.parse(text);
  } catch {
    // Anybody may have written it; what cannot be read tells nothing.
    return undefined;
  }
  for (const step of steps) applied = fieldAt(applied, step);
  return JSON.stringify(applied) === JSON.stringify(value) ? undefined : applied;
}

function fieldAt(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return itemSteps(value)?.get(step);
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
}
