import { LinearPattern } from "./linear_pattern.ts";

/** Chooses lines the way grep does, ignoring case. */
export interface LineFilter {
  /** How the words of the caller were taken: as an expression, or as text because they are none. */
  readonly reads: "pattern" | "text";
  matches(line: string): boolean;
}

/** Makes a filter of a text or regular expression; its time is linear in the length of the lines. */
export function lineFilter(words: string): LineFilter {
  const pattern = LinearPattern.compile(words);
  if (pattern !== undefined) return { reads: "pattern", matches: (line) => pattern.test(line) };
  const text = words.toLowerCase();
  return { reads: "text", matches: (line) => line.toLowerCase().includes(text) };
}
