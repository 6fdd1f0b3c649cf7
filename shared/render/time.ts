const UNIT_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3_600,
  d: 86_400,
  w: 604_800,
};
const AGE = /^-?((?:\d+(?:\.\d+)?(?:ms|[smhdw]))+)$/;
const AGE_PART = /(\d+(?:\.\d+)?)(ms|[smhdw])/g;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Reads an age (`1h`, `-2h30m`) or `now` or an RFC 3339 time; `undefined` when it is none of them. */
export function parseTime(text: string, now: Date): Date | undefined {
  if (text === "now") return now;
  const seconds = parseAgeSeconds(text);
  if (seconds !== undefined) return new Date(now.getTime() - seconds * 1_000);
  if (!RFC_3339.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Reads an age such as `90s`, `1h30m` or `-2h` as seconds. */
export function parseAgeSeconds(text: string): number | undefined {
  const age = AGE.exec(text.trim())?.[1];
  if (age === undefined) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of age.matchAll(AGE_PART)) {
    seconds += Number(amount) * (UNIT_SECONDS[unit ?? "s"] ?? 0);
  }
  return seconds;
}

/** Prints seconds as the two largest units that matter: `45s`, `12m`, `3h20m`, `5d`. */
export function formatAge(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3_600) return pair(whole, 60, "m", "s", 10);
  if (whole < 86_400) return pair(Math.round(whole / 60), 60, "h", "m", 12);
  return pair(Math.round(whole / 3_600), 24, "d", "h", 3);
}

// The second unit is noise once the first is large: 12m, not 12m07s.
function pair(
  amount: number,
  base: number,
  unit: string,
  subUnit: string,
  precise: number,
): string {
  const whole = Math.floor(amount / base);
  const rest = amount % base;
  return whole >= precise || rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${subUnit}`;
}

/** Prints how long before `anchor` a moment lies, e.g. `12m`; `in 5m` when it lies after. */
export function ageOf(time: string | number | Date | undefined, anchor: Date): string {
  if (time === undefined) return "";
  const seconds = (anchor.getTime() - new Date(time).getTime()) / 1_000;
  if (Number.isNaN(seconds)) return "";
  return seconds < -1 ? `in ${formatAge(-seconds)}` : formatAge(seconds);
}
