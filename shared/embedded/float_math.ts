/** Adds floats with Kahan's correction in Neumaier's form, so that the order hardly matters. */
export function sumOf(values: readonly number[]): number {
  let sum = 0;
  let correction = 0;
  for (const value of values) {
    const next = sum + value;
    if (Number.isFinite(next)) {
      correction += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    } else correction = 0;
    sum = next;
  }
  return sum + correction;
}

/** Arithmetic mean; does not overflow where the mean itself is representable. */
export function meanOf(values: readonly number[]): number {
  const sum = sumOf(values);
  if (Number.isFinite(sum) || values.some((value) => !Number.isFinite(value))) {
    return sum / values.length;
  }
  return sumOf(values.map((value) => value / values.length));
}

/** Population variance by Welford's method. */
export function varianceOf(values: readonly number[]): number {
  let mean = 0;
  let squares = 0;
  let count = 0;
  for (const value of values) {
    count++;
    const delta = value - mean;
    mean += delta / count;
    squares += delta * (value - mean);
  }
  return squares / count;
}

/** Quantile by linear interpolation between ranks, NaN sorting lowest; ±Inf outside of 0 to 1. */
export function quantileOf(quantile: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(quantile)) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const sorted = [...values].sort(ascending);
  const rank = quantile * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] ?? NaN) * (1 - weight) + (sorted[upper] ?? NaN) * weight;
}

/** Orders numbers upwards, NaN first. */
export function ascending(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) ? 1 : a < b ? -1 : a > b ? 1 : 0;
}

/** Orders numbers downwards, NaN last. */
export function descending(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return Number.isNaN(b) ? -1 : b < a ? -1 : b > a ? 1 : 0;
}

/** Largest value; NaN only when there is nothing else. */
export function maxOf(values: readonly number[]): number {
  return values.reduce((max, value) => value > max || Number.isNaN(max) ? value : max, NaN);
}

/** Smallest value; NaN only when there is nothing else. */
export function minOf(values: readonly number[]): number {
  return values.reduce((min, value) => value < min || Number.isNaN(min) ? value : min, NaN);
}

/** Writes a float as Prometheus does, `+Inf` and `NaN` included. */
export function formatFloat(value: number): string {
  if (!Number.isFinite(value) && !Number.isNaN(value)) return value > 0 ? "+Inf" : "-Inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Writes a float without an exponent, as label values made from numbers are written. */
export function formatPlain(value: number): string {
  const text = formatFloat(value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (parts === null) return text;
  const [, sign = "", first = "", fraction = "", power] = parts;
  const digits = first + fraction;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return sign +
    (digits.length <= point
      ? digits.padEnd(point, "0")
      : `${digits.slice(0, point)}.${digits.slice(point)}`);
}
