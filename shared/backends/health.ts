import { ToolError } from "../errors.ts";

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

// The backend answered, though not as it should; every other failure means that it is away.
const ANSWERED: readonly string[] = ["forbidden", "not_found", "upstream_rejected", "rate_limited"];

/** What a probe found out. */
export interface Finding {
  readonly version?: string | undefined;
  /** Our own words for what keeps it from being `ok`. */
  readonly degraded?: string | undefined;
}

/** Times a probe and makes a state of how it ends; never throws. */
export async function probe(
  name: string,
  ask: () => Promise<Finding>,
): Promise<BackendHealth> {
  const startedAt = performance.now();
  const latencyMs = () => Math.round(performance.now() - startedAt);
  try {
    const { version, degraded } = await ask();
    return {
      name,
      state: degraded === undefined ? "ok" : "degraded",
      latencyMs: latencyMs(),
      ...(version !== undefined && { version }),
      ...(degraded !== undefined && { detail: degraded }),
    };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const detail = error.hint === undefined ? error.message : `${error.message}. ${error.hint}`;
    if (error.coverage === "not configured") return { name, state: "not configured", detail };
    const state = ANSWERED.includes(error.code) ? "degraded" : "down";
    return { name, state, latencyMs: latencyMs(), detail };
  }
}
