import type { KubeObject, ManagedFields } from "../kube_object.ts";
import { itemStep } from "./item_steps.ts";
import { managerName } from "./manager_name.ts";
import type { FieldSteps } from "./object_diff.ts";

/** One field that a manager wrote; `value` is absent where the field is gone. */
export interface OwnedField {
  readonly steps: FieldSteps;
  readonly value?: unknown;
}

/** What one manager wrote at its latest time. */
export interface Write {
  /** RFC 3339. */
  readonly at: string;
  readonly by: string;
  readonly fields: readonly OwnedField[];
  /** Its fields go back to the creation of the object: which of them it wrote this time is unknown. */
  readonly isWhole: boolean;
}

/** Managers whose writes follow from what others did, all day long. */
const CONTROLLERS: ReadonlySet<string> = new Set([
  "kube-controller-manager",
  "kube-scheduler",
  "kube-apiserver",
  "kubelet",
  "cloud-controller-manager",
  "cluster-autoscaler",
  "k3s",
]);

/** An object's first writes may come in several steps. */
const CREATION_MS = 5_000;

/** The writes of people and their tools after the creation of an object, newest first; each field counts once. */
export function writesOf(object: KubeObject): readonly Write[] {
  const { managedFields = [], creationTimestamp = "" } = object.metadata;
  const createdMs = Date.parse(creationTimestamp);
  const isFirst = (entry: ManagedFields) => timeOf(entry) <= createdMs + CREATION_MS;
  const hasFirst = managedFields.some(isFirst);
  const taken = new Set<string>();
  return managedFields.filter(isByPeople)
    .toSorted((a, b) => timeOf(b) - timeOf(a))
    .flatMap((entry): readonly Write[] => {
      const fields = ownedFields(entry, object).filter(({ steps }) => {
        const key = JSON.stringify(steps);
        return !taken.has(key) && taken.add(key);
      });
      if (isFirst(entry) || fields.length === 0) return [];
      const { time: at = "", manager = "" } = entry;
      return [{ at, by: managerName(manager), fields, isWhole: !hasFirst }];
    });
}

/** Who wrote to an object at about that time, by the nearest write of people and their tools. */
export function writerNear(
  { metadata: { managedFields = [] } }: KubeObject,
  { at, toleranceMs }: { readonly at: string; readonly toleranceMs: number },
): string | undefined {
  const distance = (entry: ManagedFields) => Math.abs(timeOf(entry) - Date.parse(at));
  const [nearest] = managedFields
    .filter((entry) => isByPeople(entry) && distance(entry) <= toleranceMs)
    .toSorted((a, b) => distance(a) - distance(b));
  return nearest?.manager && managerName(nearest.manager);
}

/** Who holds a field by a write without a time, which is how the API server records that something was scaled. */
export function untimedWriter(object: KubeObject, steps: FieldSteps): string | undefined {
  const path = JSON.stringify(steps);
  const held = object.metadata.managedFields?.find((entry) =>
    entry.time === undefined &&
    ownedFields(entry, object).some((owned) => JSON.stringify(owned.steps) === path)
  );
  return held?.manager && managerName(held.manager);
}

function isByPeople({ manager = "", subresource, time }: ManagedFields): boolean {
  return time !== undefined && subresource !== "status" && !CONTROLLERS.has(manager);
}

function timeOf({ time = "" }: ManagedFields): number {
  return Date.parse(time);
}

function ownedFields({ fieldsV1 = {} }: ManagedFields, object: KubeObject): readonly OwnedField[] {
  return leaves(fieldsV1, { steps: [], value: object }).filter(({ steps }) => isTelling(steps));
}

/** Walks a tree of fields and the object together: `f:` names a key, `k:` an item by its key fields. */
function leaves(tree: object, { steps, value }: OwnedField): readonly OwnedField[] {
  const branches = Object.entries(tree).filter(([key]) => /^[fk]:/.test(key));
  if (branches.length === 0) return [{ steps, ...(value !== undefined && { value }) }];
  return branches.flatMap(([key, branch]) => {
    const name = key.slice(2);
    const next = key.startsWith("f:")
      ? { steps: [...steps, name], value: fieldOf(value, name) }
      : itemAt(name, { steps, value });
    return leaves(isObject(branch) ? branch : {}, next);
  });
}

/** The value under a key; `undefined` where there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function itemAt(keyText: string, { steps, value }: OwnedField): OwnedField {
  const key = parsed(keyText);
  const item: unknown = Array.isArray(value)
    ? value.find((one) =>
      Object.entries(key).every(([name, wanted]) => fieldOf(one, name) === wanted)
    )
    : undefined;
  return { steps: [...steps, itemStep(item ?? key, 0)], value: item };
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    // Somebody may have written anything there; an unreadable key names nothing.
    return {};
  }
}

const BOOKKEEPING =
  /^(?:kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/revision|control-plane\.alpha\.kubernetes\.io\/leader|meta\.helm\.sh\/.*|deprecated\.daemonset\.template\.generation)$/;

/** Whether a field says what somebody wanted: not the status, a name of an item, the object's or a tool's records. */
function isTelling(steps: FieldSteps): boolean {
  const [root, part, name = ""] = steps;
  if (steps.at(-1) === "name" && steps.at(-2)?.startsWith("[") === true) return false;
  if (root === undefined || root === "status") return false;
  if (root !== "metadata") return true;
  if (part !== "annotations" && part !== "labels") return false;
  return name !== "" && !BOOKKEEPING.test(name);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
