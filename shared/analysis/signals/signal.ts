import type { Entity } from "../entity.ts";
import type { Labels } from "../series.ts";

/** One figure of one thing that shifted against its own past, or stands beyond what is sound. */
export interface Signal {
  /** Its row in the catalogue of signals: `error_rate`, `latency_p99`, `cpu_throttling`. */
  readonly signal: string;
  readonly entity: Entity;
  /** What tells it from others of the same thing: `{code: "503"}`, `{target: "cart"}`, `{partition: "3"}`. */
  readonly labels: Labels;
  /** `requests/s`, `share`, `seconds`, `bytes`, `messages` … */
  readonly unit: string;
  /** Median of the baseline; absent where there was none. */
  readonly before?: number;
  /** Level since it left its baseline, the newest while that lasts. */
  readonly now: number;
  /** Part of all requests of its service, 0 to 1; of failed requests only. */
  readonly share?: number;
  /** Robust standard deviations of the shift; 0 for one that only stands beyond its threshold. */
  readonly score: number;
  /** When it left its baseline, RFC 3339; absent when it has always been so. */
  readonly since?: string;
  /** When it came back within the window; absent while it lasts. */
  readonly until?: string;
  /** A steady rise, as of a leak. */
  readonly growth?: SignalGrowth;
  /** Whether it moved in the direction that hurts, or stands beyond its threshold. */
  readonly isBad: boolean;
  /** The PromQL that shows it. */
  readonly expr: string;
}

/** A level that only rises. */
export interface SignalGrowth {
  /** In the unit of the signal. */
  readonly perHour: number;
  readonly top: number;
  /** RFC 3339; the earliest sample that was read, where it began before. */
  readonly since: string;
  /** When it fell back, as after a restart. */
  readonly until?: string;
}

/** Calls from one service to another, as the caller counts them. */
export interface CallEdge {
  readonly from: Entity;
  readonly to: Entity;
  readonly requestsPerSecond: number;
  /** Requests a second before the window. */
  readonly before?: number;
  /** Share that failed, 0 to 1. */
  readonly errorShare: number;
}
