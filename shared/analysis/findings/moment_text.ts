/** Prints a moment as short as the day of `now` allows: `11:20`, `11-03 09:02`; in UTC. */
export function momentText(time: string, now: Date): string {
  const [iso, today] = [new Date(time).toISOString(), now.toISOString()];
  const clock = iso.slice(11, 16);
  return iso.slice(0, 10) === today.slice(0, 10) ? clock : `${iso.slice(5, 10)} ${clock}`;
}

/** How long ago a moment was; infinitely long where nobody wrote it. */
export function secondsAgo(time: string | undefined, now: Date): number {
  return time === undefined ? Infinity : (now.getTime() - Date.parse(time)) / 1_000;
}

/** The earliest of some times. */
export function earliest(times: readonly (string | undefined)[]): string | undefined {
  return times.filter((time) => time !== undefined)
    .sort((a, b) => Date.parse(a) - Date.parse(b))[0];
}
