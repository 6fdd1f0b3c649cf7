import { LogSource } from "../logs/log_source.ts";
import { MetricSource } from "../metrics/series_source.ts";
import type { World } from "../world/world.ts";

/** A world with what is computed from it, shared by the APIs. */
export interface Telemetry {
  readonly world: World;
  readonly metrics: MetricSource;
  readonly logs: LogSource;
}

/** Opens the metrics and logs of a world. */
export function telemetryOf(world: World): Telemetry {
  return { world, metrics: new MetricSource(world), logs: new LogSource(world) };
}
