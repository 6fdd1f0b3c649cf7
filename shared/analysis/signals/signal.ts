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
  /** Median of the window. */
  readonly now: number;
  /** Robust standard deviations of the shift; 0 for one that only stands beyond its threshold. */
  readonly score: number;
  /** When it left its baseline, RFC 3339; absent when it has always been so. */
  readonly since?: string;
  /** Whether it moved in the direction that hurts, or stands beyond its threshold. */
  readonly isBad: boolean;
  /** The PromQL that shows it. */
  readonly expr: string;
}

/** Calls from one service to another, as the caller counts them. */
export interface CallEdge {
  readonly from: Entity;
  readonly to: Entity;
  readonly requestsPerSecond: number;
  /** Share that failed, 0 to 1. */
  readonly errorShare: number;
}
