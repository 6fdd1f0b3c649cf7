import type { WorldObject } from "../world/kube_objects.ts";
import { humanDuration } from "./human_duration.ts";

export type CellValue = string | number | boolean;

export interface Column {
  readonly name: string;
  readonly type?: "integer" | "boolean";
  /** Shown by `-o wide` only. */
  readonly wide?: boolean;
  cell(object: WorldObject, nowMs: number): CellValue;
}

type Read<T> = (object: T, nowMs: number) => CellValue | undefined;

const TYPES: Readonly<Record<string, "integer" | "boolean" | undefined>> = {
  "#": "integer",
  "?": "boolean",
};

/** Declares the columns of one kind: name to cell; at the end `+` means wide, `#` a number, `?` a boolean. */
export function columns<T extends WorldObject>(
  cells: Readonly<Record<string, Read<T>>>,
): readonly Column[] {
  return Object.entries(cells).map(([label, read]) => {
    const type = TYPES[label.slice(-1)];
    return {
      name: label.replace(/[+#?]$/, ""),
      ...(type === undefined ? {} : { type }),
      wide: label.endsWith("+"),
      cell: (object, nowMs) => read(object as T, nowMs) ?? "<none>",
    };
  });
}

export const NAME = { Name: ({ metadata }: WorldObject) => metadata.name };
export const AGE = {
  Age: ({ metadata }: WorldObject, nowMs: number) => age(metadata.creationTimestamp, nowMs),
};

/** An age as kubectl prints it. */
export function age(time: string | undefined | null, nowMs: number): string {
  return time ? humanDuration(nowMs - Date.parse(time)) : "<unknown>";
}

/** Reads a path such as `status.capacity.storage` as a cell. */
export function at(path: string): Read<WorldObject> {
  return (object) => cellAt(object, path);
}

const CONDITION_STEP = /^(\w+)\[\?\(@\.(\w+)\s*==\s*["'](.*?)["']\)\]$/;
const INDEX_STEP = /^(\w+)\[(\d+)\]$/;

/** Follows a JSON path of a printer column: names, `[0]`, and `[?(@.type=="Ready")]`. */
export function jsonPathValue(object: WorldObject, path: string): CellValue | undefined {
  const steps = path.replace(/^\./, "").split(/\.(?![^[]*\])/).map((step) => {
    const [, list = step, key, wanted] = CONDITION_STEP.exec(step) ?? INDEX_STEP.exec(step) ?? [];
    return { list, key, wanted };
  });
  let value: unknown = object;
  for (const { list, key, wanted } of steps) {
    value = (value as Record<string, unknown> | undefined)?.[list];
    if (key === undefined || !Array.isArray(value)) continue;
    value = wanted === undefined
      ? value[Number(key)]
      : value.find((item: Record<string, unknown>) => item[key] === wanted);
  }
  return cellOf(value);
}

/** Follows a dotted path through an object. */
export function cellAt(object: WorldObject, path: string): CellValue | undefined {
  let value: unknown = object;
  for (const key of path.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  return cellOf(value);
}

function cellOf(value: unknown): CellValue | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(value) : value as CellValue;
}

/** Labels as `a=b,c=d`. */
export function pairs(labels: Readonly<Record<string, string>> | undefined): string {
  const text = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`).join(",");
  return text === "" ? "<none>" : text;
}

/** The columns of a kind that has none of its own. */
export const DEFAULT_COLUMNS: readonly Column[] = columns({
  ...NAME,
  "Created At": at("metadata.creationTimestamp"),
});
