/** Times in an answer, moved back to the clock of the scenario before facts are looked for. */

import { moveWritten } from "./moved_times.ts";

const TIMES =
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?|\b1\d{9}(?:\d{3}|\d{9}|\.\d+)?\b|(?<![\d.:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])/g;

const DAY_MS = 86_400_000;
const UNIX = /^(\d{10})(\d{3})?/;
const CLOCK = /^(\d+):(\d+)/;

/** Moves written times, clock times and Unix times of about now; Unix times become written ones. */
export function onScenarioClock(
  text: string,
  { wallMs, scenarioMs }: { readonly wallMs: number; readonly scenarioMs: number },
): string {
  const byMs = scenarioMs - wallMs;
  return text.replace(TIMES, (time) => {
    if (/^\d{4}-/.test(time)) return moveWritten(time, byMs);
    const [, seconds, ms = "0"] = UNIX.exec(time) ?? [];
    if (seconds === undefined) return movedClock(time, byMs);
    const unixMs = Number(seconds) * 1_000 + Number(ms);
    if (Math.abs(unixMs - wallMs) > DAY_MS) return time;
    return new Date(unixMs + byMs).toISOString();
  });
}

/** A clock time was cut to its minute: it means the middle of it. */
function movedClock(time: string, byMs: number): string {
  const [, hours, minutes] = CLOCK.exec(time) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes) + 0.5) * 60_000 + byMs;
  const inDay = ((ms % DAY_MS) + DAY_MS) % DAY_MS;
  return new Date(inDay).toISOString().slice(11, 16);
}
