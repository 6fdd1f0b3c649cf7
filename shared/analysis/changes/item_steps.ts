/** Fields by which the API tells items of a list apart, most telling first. */
const NAMING_FIELDS = [
  "name",
  "key",
  "mountPath",
  "containerPort",
  "port",
  "host",
  "path",
  "type",
  "ip",
];

/** Names an item of a list as a step of a path: `[cart]`; its position where nothing names it. */
export function itemStep(item: unknown, index: number): string {
  if (typeof item === "object" && item !== null) {
    for (const field of NAMING_FIELDS) {
      const name: unknown = Reflect.get(item, field);
      if (typeof name === "string" || typeof name === "number") return `[${name}]`;
    }
  }
  return `[${index}]`;
}

/** The items of a list by their steps; `undefined` for a list of plain values, which is one value. */
export function itemSteps(items: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  if (!items.every((item) => typeof item === "object" && item !== null)) return undefined;
  const named = new Map<string, unknown>();
  for (const [index, item] of items.entries()) {
    const step = itemStep(item, index);
    named.set(named.has(step) ? `[${index}]` : step, item);
  }
  return named;
}
