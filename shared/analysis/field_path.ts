/** One step of a path: a key, every item, one item by position, or the items with a field of a value. */
type Step =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "all" }
  | { readonly kind: "at"; readonly index: number }
  | { readonly kind: "where"; readonly field: string; readonly value: string };

const STEP =
  /^\.?(?:([^.[\]]+)|\[\*?\]|\[(-?\d+)\]|\[['"]([^'"]+)['"]\]|\[\??\(?@?\.?(\w+)==?['"]?([^'"\])]+)['"]?\)?\])/;

/**
 * Reads a path such as `spec.containers[*].image`, `status.conditions[type=Ready].status` or
 * `metadata.labels['app']`; a JSONPath's braces and `?(@.type=="Ready")` are accepted too.
 *
 * `undefined` when it is no path.
 */
export function parseFieldPath(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let rest = path.trim().replace(/^\{(.*)\}$/, "$1").replace(/^\$/, "");
  while (rest !== "") {
    const found = STEP.exec(rest);
    if (found === null) return undefined;
    const [text, key, index, quoted, field, value] = found;
    const name = key ?? quoted;
    if (name !== undefined) steps.push({ kind: "key", key: name });
    else if (index !== undefined) steps.push({ kind: "at", index: Number(index) });
    else if (field !== undefined) steps.push({ kind: "where", field, value: value ?? "" });
    else steps.push({ kind: "all" });
    rest = rest.slice(text.length);
  }
  return steps.length === 0 ? undefined : steps;
}

/** Reads all values at a path, in order; lists on the way are entered without `[*]` too. */
export function valuesAt(object: unknown, steps: readonly Step[]): unknown[] {
  const [step, ...rest] = steps;
  if (step === undefined) return object === undefined ? [] : [object];
  if (Array.isArray(object)) {
    const { items, after } = pick(object, step, rest);
    return items.flatMap((item) => valuesAt(item, after));
  }
  if (typeof object !== "object" || object === null || step.kind !== "key") return [];
  const { key, used } = longestKey(object, steps);
  return valuesAt(Reflect.get(object, key), steps.slice(used));
}

/** The keys that stand where a path ends in nothing: what the caller may have meant. */
export function keysNear(object: unknown, steps: readonly Step[]): string[] {
  for (let length = steps.length - 1; length >= 0; length--) {
    const found = valuesAt(object, steps.slice(0, length))[0];
    const branch: unknown = Array.isArray(found) ? found[0] : found;
    if (typeof branch === "object" && branch !== null) return Object.keys(branch);
  }
  return [];
}

function pick(items: readonly unknown[], step: Step, rest: readonly Step[]) {
  switch (step.kind) {
    case "all":
      return { items, after: rest };
    case "at":
      return { items: [items.at(step.index)], after: rest };
    case "where":
      return { items: items.filter((item) => has(item, step)), after: rest };
    case "key":
      return { items, after: [step, ...rest] };
  }
}

function has(item: unknown, { field, value }: { field: string; value: string }): boolean {
  return typeof item === "object" && item !== null && String(Reflect.get(item, field)) === value;
}

// Keys of labels and annotations have dots themselves: metadata.labels.app.kubernetes.io/name.
function longestKey(object: object, steps: readonly Step[]): { key: string; used: number } {
  const end = steps.findIndex(({ kind }) => kind !== "key");
  const keys = steps.slice(0, end < 0 ? undefined : end)
    .map((step) => step.kind === "key" ? step.key : "");
  for (let used = keys.length; used > 1; used--) {
    const key = keys.slice(0, used).join(".");
    if (Object.hasOwn(object, key)) return { key, used };
  }
  return { key: keys[0] ?? "", used: 1 };
}
