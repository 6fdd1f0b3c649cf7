import { ToolError } from "../errors.ts";

/** How much of a list is there: `nodes`, or `workloads[].pods` for all lists of that name together. */
interface ListSize {
  shown: number;
  total: number;
}

/**
 * Prints an object as JSON within a limit by keeping the first items of its longest lists.
 *
 * What fits is printed as it is; else `lists` says shown and total by the path of each list that was cut.
 *
 * @throws {ToolError} `limit_exceeded` when it does not fit even without list items.
 */
export function fitJson(value: object, limitCharacters: number): string {
  const whole = JSON.stringify(value);
  if (whole.length <= limitCharacters) return whole;
  let fits: string | undefined;
  let low = 0;
  let high = longestList(value);
  while (low <= high) {
    const keep = Math.floor((low + high) / 2);
    const text = print(value, keep);
    if (text.length <= limitCharacters) {
      fits = text;
      low = keep + 1;
    } else {
      high = keep - 1;
    }
  }
  if (fits !== undefined) return fits;
  throw new ToolError(
    "limit_exceeded",
    `Cannot fit the resource into ${limitCharacters} characters`,
  );
}

function print(value: object, keep: number): string {
  const sizes = new Map<string, ListSize>();
  const cut = Object.entries(value)
    .map(([key, part]) => [key, cutLists(part, { keep, path: key, sizes })]);
  const lists = [...sizes].filter(([, { shown, total }]) => shown < total);
  return JSON.stringify({ lists: Object.fromEntries(lists), ...Object.fromEntries(cut) });
}

interface Cut {
  readonly keep: number;
  readonly path: string;
  readonly sizes: Map<string, ListSize>;
}

function cutLists(value: unknown, { keep, path, sizes }: Cut): unknown {
  if (Array.isArray(value)) {
    const kept = value.slice(0, keep);
    const size = sizes.get(path) ?? { shown: 0, total: 0 };
    sizes.set(path, { shown: size.shown + kept.length, total: size.total + value.length });
    return kept.map((item) => cutLists(item, { keep, path: `${path}[]`, sizes }));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]) => [key, cutLists(part, { keep, path: `${path}.${key}`, sizes })]),
  );
}

function longestList(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Object.values(value).reduce<number>(
    (longest, part) => Math.max(longest, longestList(part)),
    own,
  );
}
