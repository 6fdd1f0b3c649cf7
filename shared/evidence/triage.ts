import { assess } from "../analysis/findings/assess.ts";
import { type Focus, isInFocus } from "../analysis/findings/focus.ts";
import { rankSuspects } from "../analysis/findings/ranking.ts";
import { relationsOf } from "../analysis/findings/relations.ts";
import type { Situation } from "../analysis/findings/situation.ts";
import { judge } from "../analysis/findings/verdict.ts";
import type { Coverage } from "../render/coverage.ts";
import {
  alertsOutput,
  changesOutput,
  checkedOutput,
  logsOutput,
  readyOutput,
  ruledOutOutput,
  signalsOutput,
  suspectOutput,
} from "./triage_output.ts";
import type { Triage } from "./triage_schema.ts";

const MOST_SUSPECTS = 12;

export interface TriageOptions {
  readonly situation: Situation;
  readonly coverage: readonly Coverage[];
  readonly focus: Focus;
}

/** Concludes what is wrong from what was read: rules, ranking, verdict. Reads nothing itself. */
export function concludeTriage({ situation, coverage, focus }: TriageOptions): Triage {
  const assessment = assess(situation);
  const relations = relationsOf(situation);
  const suspects = rankSuspects(assessment.findings, situation, relations)
    .filter((suspect) => isInFocus(suspect, focus, { relations, situation }));
  const { kind, confidence, doubts } = judge({ suspects, situation, coverage });
  return {
    verdict: kind,
    confidence,
    doubts: [...doubts],
    since: situation.window.start.toISOString(),
    until: situation.window.end.toISOString(),
    scope: focus.text,
    suspects: suspects.slice(0, MOST_SUSPECTS).map(suspectOutput),
    shown: Math.min(suspects.length, MOST_SUSPECTS),
    total: suspects.length,
    signals: signalsOutput(situation),
    logs: logsOutput(suspects, situation),
    changes: changesOutput(suspects, situation),
    alerts: alertsOutput(situation),
    ruledOut: ruledOutOutput(assessment),
    ready: readyOutput(suspects, situation, relations),
    checked: checkedOutput(situation),
  };
}
