type Json = Record<string, unknown>;

/** The key by which a list merges, by the name of the field that holds it; other lists are replaced. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  addresses: ["type"],
  conditions: ["type"],
  containers: ["name"],
  containerStatuses: ["name"],
  ephemeralContainers: ["name"],
  env: ["name"],
  hostAliases: ["ip"],
  imagePullSecrets: ["name"],
  initContainers: ["name"],
  initContainerStatuses: ["name"],
  ownerReferences: ["uid", "name"],
  ports: ["containerPort", "port"],
  secrets: ["name"],
  taints: ["key"],
  topologySpreadConstraints: ["topologyKey"],
  volumeMounts: ["mountPath"],
  volumes: ["name"],
};

/** Lists of plain values that merge as sets. */
const MERGED_SETS = new Set(["finalizers"]);

/**
 * Applies a strategic-merge patch and returns the result; neither argument changes.
 *
 * `null` removes a key; lists of objects merge by the key Kubernetes declares for them, with
 * `$patch: delete` and `$patch: replace` understood; all other lists are replaced.
 */
export function strategicMerge<T extends object>(target: T, patch: object): T {
  return mergeObjects(target as Json, patch as Json) as T;
}

function mergeObjects(target: Json, patch: Json): Json {
  if (patch["$patch"] === "replace") return without(patch, "$patch");
  const merged: Json = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergeValue(key, merged[key], value);
  }
  return merged;
}

function mergeValue(field: string, current: unknown, patch: unknown): unknown {
  if (Array.isArray(patch)) return mergeLists(field, Array.isArray(current) ? current : [], patch);
  if (isObject(patch)) return mergeObjects(isObject(current) ? current : {}, patch);
  return patch;
}

function mergeLists(field: string, current: unknown[], patch: unknown[]): unknown[] {
  if (MERGED_SETS.has(field)) return [...new Set([...current, ...patch])];
  const key = MERGE_KEYS[field]?.find((candidate) =>
    [...current, ...patch].every((item) => isObject(item) && candidate in item)
  );
  if (key === undefined) return patch;
  const merged = current as Json[];
  return (patch as Json[]).reduce((list, item) => mergeItem(list, item, key), merged);
}

function mergeItem(list: Json[], item: Json, key: string): Json[] {
  const at = list.findIndex((candidate) => candidate[key] === item[key]);
  if (item["$patch"] === "delete") return list.filter((_, i) => i !== at);
  if (at === -1) return [...list, item];
  return list.map((candidate, i) => i === at ? mergeObjects(candidate, item) : candidate);
}

function without(object: Json, key: string): Json {
  const { [key]: _, ...rest } = object;
  return rest;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
