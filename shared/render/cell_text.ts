import type { Cell } from "./answer.ts";
import { visibleLine } from "./visible.ts";

/** The longest cell of a table; longer ones are cut with `…`. */
export const CELL_CHARACTERS = 240;

/** Prints a cell: one visible line without tabs, four significant digits, `-` for nothing. */
export function cellText(cell: Cell): string {
  if (typeof cell === "number") return numberText(cell);
  if (cell === null || cell === undefined) return "-";
  const text = visibleLine(String(cell), CELL_CHARACTERS).trim();
  return text === "" ? "-" : text;
}

/** Prints a number the way PromQL names its edges, whole numbers exactly, others to four digits. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (Number.isInteger(value)) return String(value);
  return String(Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(4)));
}

/** Prints a row of a table with tabs between its cells. */
export function rowText(cells: readonly Cell[]): string {
  return cells.map(cellText).join("\t");
}
