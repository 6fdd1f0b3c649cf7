import { entityText } from "../entity.ts";
import type { Signal } from "../signals/signal.ts";
import { figureText, signalName } from "../signals/signal_text.ts";
import type { Fact } from "./finding.ts";

/** Says how a figure moved, with the query that shows it. */
export function signalFact(signal: Signal): Fact {
  return {
    text: `${entityText(signal.entity)} ${signalName(signal)} ${figureText(signal)}`,
    reproduce: { tool: "promql.query", arguments: { expr: signal.expr, range: "1h" } },
  };
}
