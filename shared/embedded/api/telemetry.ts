import { LogSource } from "../logs/log_source.ts";
import { MetricSource } from "../metrics/series_source.ts";
import type { World } from "../world/world.ts";

/** What the Prometheus API reads; generated here, stored samples in a replay. */
export type Metrics = Pick<MetricSource, "names" | "select" | "matching">;

/** What the Loki API and pod logs read. */
export type Logs = Pick<LogSource, "select" | "labelSets" | "volumes">;

/** A world with its metrics and logs, shared by the APIs. */
export interface Telemetry {
  readonly world: World;
  readonly metrics: Metrics;
  readonly logs: Logs;
}

/** Opens the metrics and logs of a world. */
export function telemetryOf(world: World): Telemetry {
  return { world, metrics: new MetricSource(world), logs: new LogSource(world) };
}
