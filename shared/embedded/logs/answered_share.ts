import { compileMatchers, type Matcher } from "../../query/matchers.ts";
import { FAMILIES } from "../metrics/all_families.ts";
import { MetricSource, SCRAPE_MS } from "../metrics/series_source.ts";
import { servingTime } from "../metrics/server_shares.ts";
import type { Pod } from "../world/kube_objects.ts";
import type { World } from "../world/world.ts";

/** The part of its usual requests that a pod answers at a moment, from 0 to 1. */
export type AnsweredAt = (timeMs: number) => number;

interface ServerPod {
  readonly namespace: string;
  readonly app: string;
  readonly pod: string;
}

interface Counter {
  readonly name: string;
  readonly matchers: readonly Matcher[];
}

/**
 * Tells what pods answer of what they would answer if nothing were wrong, from their counters of answers that went
 * well: a program that is asked nothing, or fails, does not log what it does when all is well.
 */
export class AnsweredShares {
  readonly #world: World;
  readonly #metrics: MetricSource;
  readonly #ruled: ReadonlySet<string>;
  readonly #services: ReadonlySet<string>;
  readonly #known = new Map<string, AnsweredAt | undefined>();

  constructor(world: World) {
    this.#world = world;
    this.#metrics = new MetricSource(world);
    this.#ruled = new Set(world.metricRules.map(({ name }) => name));
    const http = world.traffic.filter((service) => service.http);
    this.#services = new Set(http.map(({ namespace, name }) => `${namespace}/${name}`));
  }

  /** Whether a program answers requests of the generated traffic. */
  serves(namespace: string, app: string): boolean {
    return this.#services.has(`${namespace}/${app}`);
  }

  /** The part that a pod answers over time; `undefined` where it is all, all the time. */
  of({ namespace, app, pod }: ServerPod): AnsweredAt | undefined {
    const id = `${namespace}/${app}/${pod}`;
    if (!this.#known.has(id)) this.#known.set(id, this.#answeredBy({ namespace, app, pod }));
    return this.#known.get(id);
  }

  #answeredBy({ namespace, app, pod }: ServerPod): AnsweredAt | undefined {
    if (app === "ingress-nginx") return this.#shareOf(INGRESS);
    if (!this.serves(namespace, app)) return undefined;
    const history = this.#world.store.history<Pod>("pods", { namespace, name: pod });
    if (history === undefined || servingTime(history) === undefined) return () => 0;
    const labels = { namespace, pod, code: "200" };
    return this.#shareOf({ name: "http_requests_total", matchers: equal(labels) });
  }

  #shareOf({ name, matchers }: Counter): AnsweredAt | undefined {
    const family = FAMILIES.get(name);
    if (family === undefined || !this.#ruled.has(name)) return undefined;
    const scope = Object.fromEntries(matchers.map(({ label, value }) => [label, value]));
    const matches = compileMatchers(matchers);
    const usual = [...family.series(this.#world, scope)].filter(({ labels }) => matches(labels));
    const real = [...this.#metrics.matching([...equal({ __name__: name }), ...matchers])];
    const known = new Map<number, number>();
    return (timeMs) => {
      const fromMs = Math.floor(timeMs / SCRAPE_MS) * SCRAPE_MS;
      const share = known.get(fromMs) ?? shareIn(fromMs, { usual, real });
      known.set(fromMs, share);
      return share;
    };
  }
}

const INGRESS: Counter = {
  name: "nginx_ingress_controller_requests",
  matchers: equal({ status: "200" }),
};

type Counts = readonly { readonly at: (timeMs: number) => number | undefined }[];

function shareIn(
  fromMs: number,
  { usual, real }: { readonly usual: Counts; readonly real: Counts },
): number {
  const grown = (counts: Counts) =>
    counts.reduce((sum, { at }) => sum + (at(fromMs + SCRAPE_MS) ?? 0) - (at(fromMs) ?? 0), 0);
  const expected = grown(usual);
  return expected <= 0 ? 0 : Math.min(1, grown(real) / expected);
}

function equal(labels: Readonly<Record<string, string>>): readonly Matcher[] {
  return Object.entries(labels).map(([label, value]) => ({ label, op: "=", value }));
}
