import { type Border, BORDERS } from "./borders.ts";
import type { Edge } from "./import_graph.ts";

/** Says in words what an import does that it may not; `undefined` for one that it may. */
export function violation(edge: Edge): string | undefined {
  const border = borderOf(edge.from);
  if (border === undefined) return `${edge.from} is in no place of the design`;
  if (isAllowed(edge, border)) return undefined;
  return `${edge.from} may not import ${edge.typeOnly ? "types of " : ""}${edge.to}`;
}

/** The border that holds a module. */
export function borderOf(file: string): Border | undefined {
  return BORDERS.find(({ from }) => isIn(file, from));
}

function isAllowed({ to, isPackage, typeOnly }: Edge, border: Border): boolean {
  const { modules = [], types = [], packages = [] } = border;
  if (isPackage) return packages.some((name) => isIn(to, name));
  const isBeside = border.from.startsWith("shared/") && isIn(to, border.from);
  return isBeside || modules.some((place) => isIn(to, place)) ||
    (typeOnly && types.some((place) => isIn(to, place)));
}

function isIn(path: string, place: string): boolean {
  return place.endsWith("/") ? path.startsWith(place) : path === place;
}
