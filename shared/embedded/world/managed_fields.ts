import { type ManagedFields, timestamp, type WorldObject } from "./kube_objects.ts";

export interface Change {
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** The field manager. */
  readonly by: string;
}

/** The entry the API server keeps for one manager: who set which fields last, and when. */
export function managedFieldsEntry(
  apiVersion: string,
  fields: object,
  { atMs, by }: Change,
): ManagedFields {
  return {
    manager: by,
    operation: "Update",
    apiVersion,
    time: timestamp(atMs),
    fieldsType: "FieldsV1",
    fieldsV1: fieldSet(fields, FIELD_DEPTH),
  };
}

/** Adds the fields of a patch to the entry of their manager, or makes one; later entries come last. */
export function withManagedFields<T extends WorldObject>(
  object: T,
  patch: object,
  change: Change,
): T {
  const entries = object.metadata.managedFields ?? [];
  const entry = managedFieldsEntry(object.apiVersion, patch, change);
  const earlier = entries.find(({ manager }) => manager === change.by);
  const merged = earlier === undefined
    ? entry
    : { ...entry, fieldsV1: mergeSets(earlier.fieldsV1, entry.fieldsV1) };
  const managedFields = [...entries.filter((candidate) => candidate !== earlier), merged];
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

// Deep enough to name a container's image, shallow enough to stay small on thousands of objects.
const FIELD_DEPTH = 9;

function fieldSet(value: unknown, depth: number): Record<string, unknown> {
  if (depth === 0 || typeof value !== "object" || value === null) return {};
  if (Array.isArray(value)) return listSet(value, depth);
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [`f:${key}`, fieldSet(field, depth - 1)]),
  );
}

// Items without a name are owned with their whole list, as atomic lists are.
function listSet(items: readonly unknown[], depth: number): Record<string, unknown> {
  const entries = items.flatMap((item) => {
    const key = itemKey(item);
    return key === undefined ? [] : [[`k:${key}`, fieldSet(item, depth - 1)] as const];
  });
  return Object.fromEntries(entries);
}

function itemKey(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const { name, type } = item as { name?: unknown; type?: unknown };
  if (typeof name === "string") return JSON.stringify({ name });
  return typeof type === "string" ? JSON.stringify({ type }) : undefined;
}

function mergeSets(
  left: Record<string, unknown>,
  right: Record<string, unknown>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const earlier = merged[key];
    merged[key] = earlier === undefined
      ? value
      : mergeSets(earlier as Record<string, unknown>, value as Record<string, unknown>);
  }
  return merged;
}
