import { ageOf } from "../../render/time.ts";
import type { Change } from "../changes/change.ts";
import { entityText } from "../entity.ts";
import { changeText } from "./change_evidence.ts";
import { objectFact } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { momentText } from "./moment_text.ts";
import { REFUSED, refusedBefore } from "./refusal_evidence.ts";
import { type SecretConsumer, secretConsumers } from "./secret_consumers.ts";
import type { Situation } from "./situation.ts";
import { calleesOf, soundAround } from "./soundness.ts";

/** Class 5: credentials that are not, no longer or not yet accepted. */
export const CREDENTIAL_RULES: readonly FindingRule[] = [
  {
    id: "secret-rotated-after-start",
    class: 5,
    severity: 3,
    title: "Pods hold a Secret of before its rotation",
    find: staleSecrets,
    disconfirmedBy: "refusals that began before the rotation",
    disconfirm: refusedBefore,
  },
];

function staleSecrets(situation: Situation): readonly Found[] {
  const rotations = situation.changes.filter(({ kind, entity }) =>
    kind === "secret" && entity.kind === "Secret"
  );
  const newest = new Map(
    [...rotations].sort((a, b) => a.at < b.at ? -1 : 1)
      .map((change) => [entityText(change.entity), change]),
  );
  return [...newest.values()].flatMap((change) => staleSecret(change, situation) ?? []);
}

function staleSecret(change: Change, situation: Situation): Found | undefined {
  const { entity, at } = change;
  const stale = secretConsumers(entity, situation).filter(({ use, pods }) =>
    use !== "volume" && pods.some((pod) => startedBefore(pod.status?.startTime, at))
  );
  const refusals = refusalsOf(stale, { since: at, situation });
  // A Secret is also written without a change that matters; somebody has to be refused.
  if (stale.length === 0 || refusals.length === 0) return undefined;
  const holders = stale.map((consumer) => consumerText(consumer, situation)).join("; ");
  return {
    entity,
    since: at,
    facts: [
      objectFact(
        { ...entity, kind: "Secret" },
        `${entity.name} rotated ${momentText(at, situation.now)} ` +
          `(${changeText(change, situation.now)}); ${holders}`,
      ),
      ...refusals,
    ],
    ruledOut: [
      ...new Set(stale.flatMap(({ workload }) => soundAround(workload, situation))),
    ],
    related: stale.map(({ workload }) => workload),
  };
}

function consumerText({ workload, pods, use }: SecretConsumer, { now }: Situation): string {
  const started = pods.flatMap(({ status }) => status?.startTime ?? []).sort()[0];
  return `${pods.length} pods of ${entityText(workload)} read it by ${use} when they started` +
    `${started === undefined ? "" : `, ${ageOf(started, now)} ago`}, and hold the old one`;
}

/** Who is refused since: the consumers themselves, and what they call. */
function refusalsOf(
  consumers: readonly SecretConsumer[],
  { since, situation }: { readonly since: string; readonly situation: Situation },
): readonly Fact[] {
  const workloads = consumers.map(({ workload }) => workload);
  const involved = new Set(
    [...workloads, ...workloads.flatMap((workload) => calleesOf(workload, situation))]
      .map(entityText),
  );
  return shiftsMatching(situation, REFUSED)
    .filter((shift) =>
      involved.has(entityText(shift.entity)) && !startedBefore(shift.lastAt, since)
    )
    .slice(0, 3)
    .map((shift) => logFact(shift, `refusals (${wordsOf(shift.sample)})`, situation.now));
}

function wordsOf(sample: string): string {
  return REFUSED.exec(sample)?.[0] ?? "refused";
}

function startedBefore(time: string | undefined, moment: string): boolean {
  return time !== undefined && Date.parse(time) < Date.parse(moment);
}
