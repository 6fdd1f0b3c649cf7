import { entityText } from "../analysis/entity.ts";
import { figureText, signalName } from "../analysis/signals/signal_text.ts";
import type { Section } from "../render/answer.ts";
import { ageOf } from "../render/time.ts";
import type { Triage } from "./triage_schema.ts";

/** The table of figures that left their past, in the order they come; none without any. */
export function signalSection(
  { signals }: Pick<Triage, "signals">,
  { at, weight }: { readonly at: Date; readonly weight: number },
): Section | undefined {
  if (signals.length === 0) return undefined;
  return {
    kind: "table",
    title: "shifted figures",
    columns: ["of", "signal", "before → now", "since"],
    rows: signals.map((signal) => [
      entityText(signal.entity),
      signalName(signal),
      figureText(signal),
      ageOf(signal.since, at),
    ]),
    source: "labels of series",
    weight,
  };
}
