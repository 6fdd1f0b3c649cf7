/** Reads one row of the table in an answer. */

/**
 * The cells of a row by their columns' titles; the row is the first whose cells hold the name.
 *
 * @throws {Error} with the answer, when no table has such a row
 */
export function tableRow(text: string, name: string): Readonly<Record<string, string>> {
  const lines = text.split("\n").map((line) => line.split("\t"));
  const at = lines.findIndex((cells) => cells.length > 1 && cells.includes(name));
  // The titles stand in the line after the last that is no row of this table.
  const before = lines.slice(0, at).findLastIndex((cells) => cells.length !== lines[at]?.length);
  const titles = lines[before + 1];
  if (at < 0 || titles === undefined) throw new Error(`Cannot find a row of ${name} in:\n${text}`);
  return Object.fromEntries(titles.map((title, column) => [title, lines[at]?.[column] ?? ""]));
}

/** The first line that holds all these words. @throws {Error} with the answer, when none does */
export function lineWith(text: string, ...words: readonly string[]): string {
  const line = text.split("\n").find((line) => words.every((word) => line.includes(word)));
  if (line === undefined) {
    throw new Error(`Cannot find a line with ${words.join(", ")} in:\n${text}`);
  }
  return line;
}
