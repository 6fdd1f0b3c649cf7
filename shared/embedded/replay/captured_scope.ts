import type { ForeignNamespace, Incident } from "../../catalogue/incident.ts";
import { compileMatchers, type Matcher } from "../../query/matchers.ts";
import { NotCaptured } from "./not_captured.ts";

/** Where a recorded incident ends: in time, and between the namespaces of a source. */
export class CapturedScope {
  readonly fromMs: number;
  readonly nowMs: number;
  /** Absent for the whole cluster. */
  readonly namespace: string | undefined;
  readonly #foreign: ReadonlyMap<string, readonly string[]>;

  constructor({ facts, parts }: Incident) {
    this.fromMs = Date.parse(facts.keptFrom);
    this.nowMs = Date.parse(facts.capturedAt);
    this.namespace = facts.namespace;
    const bySource = Map.groupBy(parts.foreignNamespaces, ({ source }) => source);
    this.#foreign = new Map(
      [...bySource].map(([source, all]) => [source, all.map(({ namespace }) => namespace)]),
    );
  }

  /** Refuses times before the first that was kept. @throws {NotCaptured} */
  assertTime(fromMs: number): void {
    if (fromMs < this.fromMs) throw new NotCaptured("time");
  }

  /** Tells whether matchers let through a namespace that was not kept. */
  reachesOutside(source: ForeignNamespace["source"], matchers: readonly Matcher[]): boolean {
    const matches = compileMatchers(matchers.filter(({ label }) => label === "namespace"));
    return this.#foreign.get(source)?.some((namespace) => matches({ namespace })) ?? false;
  }
}
