const MACROS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
};
const FIELDS = [{ size: 60, seconds: 60 }, { size: 24, seconds: 3_600 }] as const;
const DAY_SECONDS = 86_400;

/**
 * The longest pause between two runs of a cron schedule, in seconds; `undefined` for one that does not run on every
 * day, or that cannot be read.
 */
export function longestPauseSeconds(schedule: string): number | undefined {
  const fields = (MACROS[schedule] ?? schedule).trim().split(/\s+/);
  const [minute = "", hour = "", ...days] = fields;
  if (fields.length !== 5 || days.some((field) => field !== "*" && field !== "?")) return undefined;
  const [minutes, hours] = [valuesOf(minute, FIELDS[0].size), valuesOf(hour, FIELDS[1].size)];
  if (minutes.length === 0 || hours.length === 0) return undefined;
  const times = hours.flatMap((h) =>
    minutes.map((m) => h * FIELDS[1].seconds + m * FIELDS[0].seconds)
  ).sort((a, b) => a - b);
  const first = times[0] ?? 0;
  return Math.max(
    ...times.map((time, at) => (times[at + 1] ?? first + DAY_SECONDS) - time),
  );
}

function valuesOf(field: string, size: number): readonly number[] {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [, range = "", step] = /^(\*|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (range === "" || Number(step) === 0) return [];
    const [from = 0, to = step === undefined && range !== "*" ? from : size - 1] = range === "*"
      ? []
      : range.split("-").map(Number);
    for (let value = from; value <= to && value < size; value += Number(step ?? 1)) {
      values.add(value);
    }
  }
  return [...values].sort((a, b) => a - b);
}
