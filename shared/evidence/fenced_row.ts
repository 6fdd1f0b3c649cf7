import type { Cell } from "../render/answer.ts";
import { cellText } from "../render/cell_text.ts";

/** Prints cells as one line of a fenced section, where tabs do not survive. */
export function fencedRow(cells: readonly Cell[]): string {
  return cells.map(cellText).join(" · ");
}
