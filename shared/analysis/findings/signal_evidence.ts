import { entityText } from "../entity.ts";
import { descending } from "../order.ts";
import type { Signal } from "../signals/signal.ts";
import { figureText, signalName } from "../signals/signal_text.ts";
import type { Fact } from "./finding.ts";
import type { Situation } from "./situation.ts";

/** The figures of one row of the catalogue that moved in the direction that hurts, highest first. */
export function badSignals({ signals }: Situation, id: string): readonly Signal[] {
  return signals.filter(({ signal, isBad }) => signal === id && isBad)
    .sort((a, b) => descending(a.now, b.now));
}

/** Tells whether some figures stand where they always stood, as far as a baseline says so. */
export function isAsBefore(signals: readonly Signal[]): boolean {
  return signals.length > 0 &&
    signals.every(({ before, now, since }) =>
      since === undefined && before !== undefined && now <= 1.5 * before
    );
}

/** Says how a figure moved, with the query that shows it. */
export function signalFact(signal: Signal): Fact {
  return {
    text: `${entityText(signal.entity)} ${signalName(signal)} ${figureText(signal)}`,
    reproduce: { tool: "promql.query", arguments: { expr: signal.expr, range: "1h" } },
  };
}
