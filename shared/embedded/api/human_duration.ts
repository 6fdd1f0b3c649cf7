const UNITS = [["y", 365 * 86_400], ["d", 86_400], ["h", 3_600], ["m", 60], ["s", 1]] as const;

/** Up to which size a unit is printed alone, and from which the next smaller one is printed beside it. */
const SPANS = [
  { below: 120, units: ["s"] },
  { below: 600, units: ["m", "s"] },
  { below: 3 * 3_600, units: ["m"] },
  { below: 8 * 3_600, units: ["h", "m"] },
  { below: 48 * 3_600, units: ["h"] },
  { below: 8 * 86_400, units: ["d", "h"] },
  { below: 2 * 365 * 86_400, units: ["d"] },
  { below: 8 * 365 * 86_400, units: ["y", "d"] },
  { below: Infinity, units: ["y"] },
] as const;

/** Writes an age as kubectl does: `45s`, `5m12s`, `98m`, `3h20m`, `7d4h`, `21d`. */
export function humanDuration(milliseconds: number): string {
  let rest = Math.floor(milliseconds / 1_000);
  if (rest < 0) return "0s";
  const units: readonly string[] = SPANS.find(({ below }) => rest < below)?.units ?? [];
  let text = "";
  for (const [unit, seconds] of UNITS) {
    if (!units.includes(unit)) continue;
    const amount = Math.floor(rest / seconds);
    rest %= seconds;
    if (amount > 0 || text === "") text += `${amount}${unit}`;
  }
  return text;
}
