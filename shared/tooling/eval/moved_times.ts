/** Times in requests and answers, moved between the clock on the wall and the clock of a scenario. */

const WRITTEN = /(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?(?![\d:])/g;
const SAMPLE_TIME = /\[(\d{10}(?:\.\d+)?),"/g;
const SAMPLE_VALUE = /,"(\d{10}(?:\.\d+)?)"\]/g;
const NANOSECONDS = /"(\d{19})"/g;
const EVALUATION_TIME = /@\s*(\d{10}(?:\.\d+)?)/g;

const YEAR_MS = 365 * 86_400_000;
const NANOSECONDS_PER_MS = 1_000_000n;

/** Moves every written time of a text, as RFC 3339 or with a space and no zone, which means UTC. */
export function moveWritten(text: string, byMs: number): string {
  return text.replace(
    WRITTEN,
    (_, day: string, between: string, clock: string, decimals = "", zone = "") => {
      const ms = Date.parse(`${day}T${clock}${zone || "Z"}`) + byMs;
      const moved = new Date(Math.round(ms / 1_000) * 1_000).toISOString();
      return `${moved.slice(0, 10)}${between}${moved.slice(11, 19)}${decimals}${zone && "Z"}`;
    },
  );
}

export interface AnswerTimes {
  readonly byMs: number;
  /** The clock of the answer before it is moved. */
  readonly nowMs: number;
  /** Whether sample values are times too: `kube_pod_start_time`. */
  readonly timeValues: boolean;
}

/** Moves the times of an answer: written ones, those of samples and log lines, and sample values that are times. */
export function moveAnswer(text: string, { byMs, nowMs, timeValues }: AnswerTimes): string {
  const isNear = (seconds: string) => Math.abs(Number(seconds) * 1_000 - nowMs) < 2 * YEAR_MS;
  const moved = moveWritten(text, byMs)
    .replace(SAMPLE_TIME, (_, time: string) => `[${moveSeconds(time, byMs)},"`)
    .replace(NANOSECONDS, (_, time: string) => `"${moveNanoseconds(time, byMs)}"`);
  if (!timeValues) return moved;
  return moved.replace(
    SAMPLE_VALUE,
    (whole, time: string) => isNear(time) ? `,"${moveSeconds(time, byMs)}"]` : whole,
  );
}

/** Moves one time as a parameter writes it: RFC 3339, or Unix seconds, milliseconds or nanoseconds. */
export function moveParameter(value: string, byMs: number): string {
  if (/^\d{19}$/.test(value)) return moveNanoseconds(value, byMs);
  if (/^\d{13}$/.test(value)) return String(Number(value) + byMs);
  if (/^\d{9,10}(\.\d+)?$/.test(value)) return moveSeconds(value, byMs);
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? value : new Date(ms + byMs).toISOString();
}

/** Moves the evaluation times in a PromQL expression: `up @ 1730455800`. */
export function moveEvaluationTimes(expression: string, byMs: number): string {
  return expression.replace(EVALUATION_TIME, (_, time: string) => `@ ${moveSeconds(time, byMs)}`);
}

function moveSeconds(seconds: string, byMs: number): string {
  return String(Math.round(Number(seconds) * 1_000 + byMs) / 1_000);
}

function moveNanoseconds(nanoseconds: string, byMs: number): string {
  return String(BigInt(nanoseconds) + BigInt(Math.round(byMs)) * NANOSECONDS_PER_MS);
}
