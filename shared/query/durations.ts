const DAY_MS = 86_400_000;

/** Units of a Prometheus duration, largest first; a calendar unit is printed only when it divides exactly. */
const UNITS = [
  { unit: "y", ms: 365 * DAY_MS, exact: true },
  { unit: "w", ms: 7 * DAY_MS, exact: true },
  { unit: "d", ms: DAY_MS, exact: false },
  { unit: "h", ms: 3_600_000, exact: false },
  { unit: "m", ms: 60_000, exact: false },
  { unit: "s", ms: 1_000, exact: false },
  { unit: "ms", ms: 1, exact: false },
] as const;

const PROMETHEUS_DURATION = new RegExp(
  `^${UNITS.map(({ unit }) => `(?:(\\d+)${unit})?`).join("")}$`,
);

const GO_UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  "µs": 1e-3,
  "μs": 1e-3,
  ns: 1e-6,
};

/** Reads a Prometheus duration such as `5m`, `1h30m` or `1w` into milliseconds; undefined when it is none. */
export function parseDurationMs(text: string): number | undefined {
  const parts = PROMETHEUS_DURATION.exec(text);
  if (parts === null || text === "") return undefined;
  return UNITS.reduce((total, { ms }, i) => total + Number(parts[i + 1] ?? 0) * ms, 0);
}

/** Writes milliseconds as the shortest Prometheus duration of the same length (`5400000` → `1h30m`). */
export function formatDurationMs(milliseconds: number): string {
  let rest = Math.abs(Math.round(milliseconds));
  if (rest === 0) return "0s";
  let text = milliseconds < 0 ? "-" : "";
  for (const { unit, ms, exact } of UNITS) {
    if (rest < ms || (exact && rest % ms !== 0)) continue;
    text += `${Math.floor(rest / ms)}${unit}`;
    rest %= ms;
  }
  return text;
}

/** Reads a Go duration such as `1.5h`, `-2m3.5s` or `250us` into milliseconds; undefined when it is none. */
export function parseGoDurationMs(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  const sign = text.startsWith("-") ? -1 : 1;
  const body = text.replace(/^[+-]/, "");
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+$/.test(body)) return undefined;
  let total = 0;
  for (const [, amount, unit] of body.matchAll(/([\d.]+)(h|ms|m|s|us|µs|μs|ns)/g)) {
    total += Number(amount) * (GO_UNIT_MS[unit ?? ""] ?? NaN);
  }
  return sign * total;
}
