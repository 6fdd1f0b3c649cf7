import type { ScoredChange } from "../changes/change_score.ts";
import { byEntity, type Entity, entityText, isSame } from "../entity.ts";
import { ascending, descending } from "../order.ts";
import type { Finding } from "./finding.ts";
import { type Symptom, symptomsOf } from "./symptoms.ts";
import type { Situation } from "./situation.ts";

/** How things hang together, as far as ranking asks. */
export interface Relations {
  /** Steps from what suffers to what it depends on; `undefined` where it does not. */
  hops(from: Entity, to: Entity): number | undefined;
  /** What is near, whichever depends on which: what it depends on first. */
  neighbours(entity: Entity): readonly Entity[];
  /** The changes that may stand behind trouble of an entity, most likely first. */
  changesBehind(entity: Entity, since: string | undefined): readonly ScoredChange[];
}

/** All findings about one entity, with what speaks for its being the cause. */
export interface Suspect {
  readonly entity: Entity;
  /** The most telling finding first. */
  readonly findings: readonly [Finding, ...Finding[]];
  readonly since?: string;
  /** Whether it began before the window, and is minor or explains nothing that is new. */
  readonly isOld: boolean;
  /** What suffers and depends on it, nearest first. */
  readonly explains: readonly Symptom[];
  /** The entity whose trouble explains this one's. */
  readonly explainedBy?: Entity;
  readonly changes: readonly ScoredChange[];
  readonly score: number;
}

const SEVERITY_SCORE = { 3: 30, 2: 20, 1: 5 } as const;
/** Of each thing that suffers because of it, halved with every step between. */
const EXPLAINED_SCORE = 12;
const MOST_EXPLAINED_SCORE = 36;
/** Of a change that may stand behind it, by how likely that is. */
const CHANGE_SCORE = 12;
const RECENT_SCORE = 10;
const OLD_SCORE = -30;
/** An old fault may wait for the moment that makes it matter: a limit for the peak, a lost key for the restart. */
const DORMANT_SCORE = -6;
const VICTIM_SCORE = -25;
/** Nothing suffers by it while other things suffer. */
const UNRELATED_SCORE = -8;
/** Onsets are read from samples and events; so far apart, neither came first. */
const SAME_TIME_MS = 3 * 60_000;
const MOST_HOPS = 4;

/** Ranks what is wrong by how likely it is the cause: by score, then severity, then name. */
export function rankSuspects(
  findings: readonly Finding[],
  situation: Situation,
  relations: Relations,
): readonly Suspect[] {
  const symptoms = symptomsOf(situation);
  const groups = [...Map.groupBy(findings, ({ entity }) => entityText(entity)).values()];
  const suspects = groups.map((group) => suspectOf(group, { situation, symptoms, relations }));
  return suspects
    .map((suspect) => blamed(suspect, suspects, relations))
    .sort((a, b) =>
      descending(a.score, b.score) ||
      descending(a.findings[0].severity, b.findings[0].severity) || byEntity(a.entity, b.entity)
    );
}

interface Surroundings {
  readonly situation: Situation;
  readonly symptoms: readonly Symptom[];
  readonly relations: Relations;
}

function suspectOf(
  group: readonly Finding[],
  { situation: { window }, symptoms, relations }: Surroundings,
): Suspect {
  const [lead, ...others] = [...group].sort(byWeight) as [Finding, ...Finding[]];
  const { entity } = lead;
  const since = group.flatMap(({ since }) => since ?? []).sort(ascending)[0];
  const isEarlier = since !== undefined && Date.parse(since) < window.start.getTime();
  const explained = explainedSymptoms(group, { symptoms, relations });
  const isOld = isEarlier && (explained.length === 0 || lead.severity === 1);
  const changes = relations.changesBehind(entity, since);
  const weight = Math.min(
    MOST_EXPLAINED_SCORE,
    explained.reduce((sum, { hops }) => sum + EXPLAINED_SCORE / 2 ** hops, 0),
  );
  const score = SEVERITY_SCORE[lead.severity] + weight +
    CHANGE_SCORE * (changes[0]?.score ?? 0) +
    ageScore(since, { isEarlier, isOld }) +
    (symptoms.length > 0 && explained.length === 0 ? UNRELATED_SCORE : 0);
  return {
    entity,
    findings: [lead, ...others],
    ...(since !== undefined && { since }),
    isOld,
    explains: explained.map(({ symptom }) => symptom),
    changes,
    score,
  };
}

function ageScore(
  since: string | undefined,
  { isEarlier, isOld }: { readonly isEarlier: boolean; readonly isOld: boolean },
): number {
  if (since === undefined) return 0;
  return isOld ? OLD_SCORE : isEarlier ? DORMANT_SCORE : RECENT_SCORE;
}

function byWeight(a: Finding, b: Finding): number {
  return descending(a.severity, b.severity) || descending(a.facts.length, b.facts.length) ||
    ascending(a.rule, b.rule);
}

interface Explained {
  readonly symptom: Symptom;
  readonly hops: number;
}

/** What suffers and depends on any of the things that the findings are about. */
function explainedSymptoms(
  group: readonly Finding[],
  { symptoms, relations }: Pick<Surroundings, "symptoms" | "relations">,
): readonly Explained[] {
  const things = group.flatMap(({ entity, related = [] }) => [entity, ...related]);
  return symptoms.flatMap((symptom): Explained[] => {
    const hops = Math.min(
      ...things.map((thing) => hopsBetween(symptom.entity, thing, relations)),
    );
    return hops <= MOST_HOPS ? [{ symptom, hops }] : [];
  }).sort((a, b) =>
    ascending(a.hops, b.hops) ||
    ascending(entityText(a.symptom.entity), entityText(b.symptom.entity))
  );
}

function hopsBetween(from: Entity, to: Entity, { hops }: Relations): number {
  return isSame(from, to) ? 0 : hops(from, to) ?? Infinity;
}

/** Finds another suspect that this one depends on, which is as bad and did not begin later. */
function blamed(suspect: Suspect, suspects: readonly Suspect[], relations: Relations): Suspect {
  const cause = suspects
    .filter((other) => other !== suspect && mayExplain(other, suspect))
    .map((other) => ({ other, hops: hopsBetween(suspect.entity, other.entity, relations) }))
    .filter(({ other, hops }) =>
      hops <= MOST_HOPS && hopsBetween(other.entity, suspect.entity, relations) > hops
    )
    .sort((a, b) => descending(a.other.score, b.other.score) || ascending(a.hops, b.hops))[0];
  if (cause === undefined) return suspect;
  return { ...suspect, explainedBy: cause.other.entity, score: suspect.score + VICTIM_SCORE };
}

function mayExplain(cause: Suspect, effect: Suspect): boolean {
  if (cause.findings[0].severity < effect.findings[0].severity) return false;
  if (cause.isOld !== effect.isOld) return false;
  if (cause.since === undefined || effect.since === undefined) return true;
  return Date.parse(cause.since) <= Date.parse(effect.since) + SAME_TIME_MS;
}
