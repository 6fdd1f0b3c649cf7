import { z } from "zod";

/** A value as it leaves the server: JSON has no NaN and no infinities, so they keep Prometheus' spelling. */
export const metricValueSchema = z.union([z.number(), z.enum(["NaN", "+Inf", "-Inf"])]);
export type MetricValue = z.output<typeof metricValueSchema>;

/** Makes a value fit for JSON. */
export function metricValue(value: number): MetricValue {
  if (Number.isNaN(value)) return "NaN";
  if (Number.isFinite(value)) return value;
  return value > 0 ? "+Inf" : "-Inf";
}

const SIGNIFICANT_DIGITS = 4;

/** Rounds for reading: whole numbers stay whole, others keep four significant digits. */
export function roundedValue(value: MetricValue): MetricValue {
  if (typeof value === "string" || Number.isInteger(value)) return value;
  const magnitude = Math.abs(value);
  return magnitude >= 10 ** SIGNIFICANT_DIGITS
    ? Math.round(value)
    : Number(value.toPrecision(SIGNIFICANT_DIGITS));
}
