import type { Cell } from "../render/answer.ts";
import { legible } from "../render/visible.ts";
import { keysNear, parseFieldPath, valuesAt } from "./field_path.ts";
import type { KubeObject } from "./kube_object.ts";
import { fullView } from "./object_view.ts";

export interface Projection {
  readonly columns: string[];
  readonly rows: Cell[][];
  /** Paths that no object has, with the keys that stand there instead. */
  readonly unmatched: { readonly path: string; readonly keys: string[] }[];
}

/** Reads the given paths of each object, secrets masked; several values of one path are joined by commas. */
export function projectFields(
  objects: readonly KubeObject[],
  { paths, withNamespace }: { readonly paths: readonly string[]; readonly withNamespace: boolean },
): Projection {
  const views = objects.map((object) => ({ object, view: fullView(object) }));
  const fields = paths.map((path) => ({ path, steps: parseFieldPath(path) ?? [] }));
  const rows = views.map(({ object: { metadata }, view }) => [
    ...(withNamespace ? [metadata.namespace] : []),
    metadata.name,
    ...fields.map(({ steps }) => cellOf(valuesAt(view, steps))),
  ]);
  const unmatched = fields
    .filter(({ steps }) => views.every(({ view }) => valuesAt(view, steps).length === 0))
    .map(({ path, steps }) => ({ path, keys: keysNear(views[0]?.view, steps).sort() }));
  return {
    columns: [...(withNamespace ? ["namespace"] : []), "name", ...paths],
    rows,
    unmatched: views.length === 0 ? [] : unmatched,
  };
}

function cellOf(values: readonly unknown[]): Cell {
  const [first] = values;
  if (values.length === 0) return undefined;
  if (values.length === 1 && (typeof first === "number" || typeof first === "boolean")) {
    return first;
  }
  return values.map((value) => typeof value === "string" ? value : jsonOf(value)).join(",");
}

// Escaped, hidden characters would be read.
function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, part) => typeof part === "string" ? legible(part) : part);
}
