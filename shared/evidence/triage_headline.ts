import { entityText } from "../analysis/entity.ts";
import { figureText, signalName } from "../analysis/signals/signal_text.ts";
import { counted } from "../render/counted.ts";
import { ageOf } from "../render/time.ts";
import type { Triage } from "./triage_schema.ts";

const HEADLINES: Readonly<Record<Triage["verdict"], (triage: Triage) => string>> = {
  cause: causeHeadline,
  symptoms: symptomHeadline,
  nothing: nothingHeadline,
};

/** Says the verdict in one line, how sure it is, and of what. */
export function triageHeadline(triage: Triage): string {
  return HEADLINES[triage.verdict](triage);
}

function causeHeadline(triage: Triage): string {
  const first = suspectText(triage);
  if (first === undefined) return nothingHeadline(triage);
  return `Likely cause (confidence ${confidenceText(triage)}): ${first}. ` +
    `Looked at ${lookedAt(triage)}`;
}

function symptomHeadline(triage: Triage): string {
  const [worst] = triage.signals;
  const figure = worst &&
    `${entityText(worst.entity)} ${signalName(worst)} ${figureText(worst)}`;
  const what = suspectText(triage) ?? figure ?? "something suffers";
  return `No cause found (confidence ${confidenceText(triage)}), but ${what}. ` +
    `Looked at ${lookedAt(triage)}`;
}

function suspectText({ suspects, until }: Triage): string | undefined {
  const first = suspects.find(({ isOld }) => !isOld);
  if (first === undefined) return undefined;
  const since = first.since === undefined ? "" : ` since ${ageOf(first.since, new Date(until))}`;
  return `${entityText(first.entity)}: ${first.title}${since}`;
}

function nothingHeadline(triage: Triage): string {
  const { alerts, suspects } = triage;
  const beside = [
    ...(alerts.length > 0 ? [counted(alerts.length, "alert")] : []),
    ...(suspects.length > 0
      ? [counted(suspects.length, "old or minor finding", "old or minor findings")]
      : []),
  ];
  const listed = beside.length === 0 ? "" : `; listed below: ${beside.join(", ")}`;
  return `Nothing found (confidence ${confidenceText(triage)})${listed}. ` +
    `Looked at ${lookedAt(triage)}`;
}

const MOST_DOUBTS = 3;

function confidenceText({ confidence, doubts }: Triage): string {
  if (doubts.length === 0) return confidence;
  const more = doubts.length > MOST_DOUBTS ? ` and ${doubts.length - MOST_DOUBTS} more` : "";
  return `${confidence}: ${doubts.slice(0, MOST_DOUBTS).join("; ")}${more}`;
}

function lookedAt({ scope, since, until, checked }: Triage): string {
  return `${scope}, last ${ageOf(since, new Date(until))}, at ${until.slice(0, 19)}Z: ` +
    checked.join(", ");
}
