/** How one backend is, as its own cheapest endpoint says. */
export interface BackendHealth {
  readonly name: string;
  readonly state: "ok" | "degraded" | "down" | "not configured";
  /** Time of the probe; absent when nothing was asked. */
  readonly latencyMs?: number;
  readonly version?: string;
  /** Our own words: what is degraded, or which setting would configure it. */
  readonly detail?: string;
}
