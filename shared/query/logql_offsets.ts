import { parseDurationMs } from "./durations.ts";
import { splice, tokenize } from "./query_tokens.ts";

const OFFSET = /\s*offset\s+(-?)(\d\w*)/iy;

/**
 * Blanks out the offsets behind ranges, everything else staying in its place.
 *
 * The grammar does not know them behind every pipeline, so they are read apart from it.
 */
export function blankOffsets(source: string): string {
  let text = source;
  for (const token of tokenize(source)) {
    const offset = token.text === "]" ? offsetAt(source, token.to) : undefined;
    if (offset !== undefined) {
      text = splice(text, {
        from: token.to,
        to: offset.to,
        text: " ".repeat(offset.to - token.to),
      });
    }
  }
  return text;
}

/** Gives the milliseconds of the offset that follows a range; 0 when none does. */
export function offsetBehind(source: string, rangeEnd: number): number {
  return offsetAt(source, rangeEnd)?.milliseconds ?? 0;
}

function offsetAt(source: string, from: number): { milliseconds: number; to: number } | undefined {
  OFFSET.lastIndex = from;
  const found = OFFSET.exec(source);
  const milliseconds = parseDurationMs(found?.[2] ?? "");
  if (found === null || milliseconds === undefined) return undefined;
  return { milliseconds: found[1] === "-" ? -milliseconds : milliseconds, to: OFFSET.lastIndex };
}
