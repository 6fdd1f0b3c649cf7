/** Clock times and ages as people and programs write them, in minutes. */

const CLOCK = /(?<![\d.:])([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?![\d:])/g;
const ONE_CLOCK = /^([01]?\d|2[0-3]):[0-5]\d$/;
const DAY_MINUTES = 24 * 60;

const AGE = /(?<![\w.:-])(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?![\w.])/g;
const ONE_AGE = /^(?:\d+[dhm])+$/;

/** Whether a text is a clock time and nothing else: `10:12`. */
export function isClockTime(text: string): boolean {
  return ONE_CLOCK.test(text);
}

/** Whether a text is an age and nothing else: `18m`, `2h34m`, `3d`. */
export function isAge(text: string): boolean {
  return ONE_AGE.test(text);
}

/** Minutes after midnight of every clock time in a text; seconds are cut. */
export function clockMinutes(text: string): readonly number[] {
  return [...text.matchAll(CLOCK)].map(([, hours, minutes]) =>
    Number(hours) * 60 + Number(minutes)
  );
}

/** Minutes of every age in a text. */
export function ageMinutes(text: string): readonly number[] {
  return [...text.matchAll(AGE)].filter(([whole]) => whole !== "").map(
    ([, days = 0, hours = 0, minutes = 0, seconds = 0]) =>
      Number(days) * DAY_MINUTES + Number(hours) * 60 + Number(minutes) + Number(seconds) / 60,
  );
}

/** Minutes between two clock times, over midnight where that is nearer. */
export function clockDistance(left: number, right: number): number {
  const apart = Math.abs(left - right) % DAY_MINUTES;
  return Math.min(apart, DAY_MINUTES - apart);
}
