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
