import type { BackendHealth } from "../backends/health.ts";
import type { Runtime } from "../context.ts";

/** What a probe is told: the server is ready as long as it can answer, whatever its backends do. */
export interface HealthReport {
  readonly status: "ok" | "degraded" | "checking";
  readonly backends: readonly BackendHealth[];
}

// A kubelet gives a probe one second.
const ANSWER_MS = 700;
const PROBE_MS = 5_000;
const FRESH_MS = 5_000;

/**
 * Knows how the backends are, without asking them for every probe.
 *
 * A backend that hangs never delays an answer: the last one is given until the probe ends.
 */
export class HealthMonitor {
  readonly #runtime: Runtime;
  #last: readonly BackendHealth[] | undefined;
  #askedAtMs = -Infinity;
  #asking: Promise<void> | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  async report(): Promise<HealthReport> {
    if (performance.now() - this.#askedAtMs > FRESH_MS) this.#asking ??= this.#ask();
    if (this.#asking !== undefined) await within(this.#asking, ANSWER_MS);
    if (this.#last === undefined) return { status: "checking", backends: [] };
    const impaired = this.#last.some(({ state }) => state === "degraded" || state === "down");
    return { status: impaired ? "degraded" : "ok", backends: this.#last };
  }

  async #ask(): Promise<void> {
    try {
      this.#last = await this.#runtime.health(AbortSignal.timeout(PROBE_MS));
    } finally {
      this.#askedAtMs = performance.now();
      this.#asking = undefined;
    }
  }
}

async function within(work: Promise<void>, limitMs: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => timer = setTimeout(resolve, limitMs));
  // A probe that fails leaves the last answer standing.
  await Promise.race([work.catch(() => {}), late]);
  clearTimeout(timer);
}
