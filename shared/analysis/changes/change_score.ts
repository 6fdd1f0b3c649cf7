import { byEntity, type Entity, entityText } from "../entity.ts";
import { ascending, descending } from "../order.ts";
import type { TopologyGraph } from "../topology/graph.ts";
import type { Change, ChangeKind } from "./change.ts";

/** A change that may stand behind a symptom, and why one should look at it. It is a coincidence until shown otherwise. */
export interface ScoredChange {
  readonly change: Change;
  /** Product of the three parts, 0 to 1. */
  readonly score: number;
  readonly parts: { readonly time: number; readonly topology: number; readonly type: number };
  /** Own words: `the same object`, `2 steps down`, `on the same node`. */
  readonly relation: string;
}

/** What suffers. */
export interface ChangeSymptom {
  readonly entity: Entity;
  /** RFC 3339; where it is unknown, time counts for little. */
  readonly onset?: string | undefined;
  /** It creeps: a leak, a disk that fills. */
  readonly isSlow?: boolean;
}

export interface ChangeSuspicion {
  readonly changes: readonly Change[];
  readonly graph: TopologyGraph;
  readonly symptom: ChangeSymptom;
  /** Most changes returned. @default 3 */
  readonly count?: number;
}

const DEFAULT_COUNT = 3;
/** Below this a change is not worth a line. */
const LEAST_SCORE = 0.01;

/** Gives the changes most likely behind a symptom: by score, then newest, then by name. Linear in changes and edges. */
export function changesBehind(
  { changes, graph, symptom, count = DEFAULT_COUNT }: ChangeSuspicion,
): readonly ScoredChange[] {
  const nodes = nodesOf(graph, symptom.entity);
  return changes
    .map((change) => scored(change, { graph, symptom, nodes }))
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((a, b) =>
      descending(a.score, b.score) || descending(a.change.at, b.change.at) ||
      byEntity(a.change.entity, b.change.entity) || ascending(a.change.field, b.change.field)
    )
    .slice(0, count);
}

/** How often a change of a kind breaks something, given that something broke; an alert is a symptom itself. */
const TYPE_PRIORS: Readonly<Record<ChangeKind, number>> = {
  rollout: 1,
  config: 0.9,
  network: 0.9,
  secret: 0.8,
  scale: 0.8,
  policy: 0.8,
  deleted: 0.8,
  created: 0.7,
  node: 0.7,
  helm: 0.6,
  host: 0.6,
  other: 0.4,
  alert: 0,
};

interface Surroundings {
  readonly graph: TopologyGraph;
  readonly symptom: ChangeSymptom;
  /** The nodes that the symptom's pods sit on. */
  readonly nodes: ReadonlySet<string>;
}

function scored(change: Change, surroundings: Surroundings): ScoredChange {
  const { relation, weight: topology } = relationTo(change.entity, surroundings);
  const time = proximity(change.at, surroundings.symptom);
  const type = TYPE_PRIORS[change.kind];
  return { change, score: time * topology * type, parts: { time, topology, type }, relation };
}

const DECAY_MS = 10 * 60_000;
const SLOW_DECAY_MS = 45 * 60_000;
/** Onsets are read from samples; a change so little after one may have come before it. */
const SAMPLING_MS = 60_000;
/** And they are estimates: a change later than this came after. */
const DOUBT_MS = 5 * 60_000;
const DOUBTFUL = 0.5;
const UNKNOWN_ONSET = 0.25;

// A long tail: a release may hurt only at the next peak.
function proximity(at: string, { onset, isSlow = false }: ChangeSymptom): number {
  if (onset === undefined) return UNKNOWN_ONSET;
  const before = Date.parse(onset) - Date.parse(at);
  if (Number.isNaN(before) || before <= -DOUBT_MS) return 0;
  if (before < -SAMPLING_MS) {
    return DOUBTFUL * (DOUBT_MS + before) / (DOUBT_MS - SAMPLING_MS);
  }
  return 1 / (1 + Math.max(0, before) / (isSlow ? SLOW_DECAY_MS : DECAY_MS));
}

interface Relation {
  readonly relation: string;
  readonly weight: number;
}

/** By steps from what suffers down to what it depends on, and up to what depends on it. */
const DOWN: readonly number[] = [1, 0.8, 0.6, 0.45, 0.3];
const UP: readonly number[] = [1, 0.5, 0.3];
const IN_FRONT: Relation = { relation: "in front of it", weight: 0.75 };
const SAME_NODE: Relation = { relation: "on the same node", weight: 0.35 };
const NAMESPACE_RULE: Relation = { relation: "rules its namespace", weight: 0.5 };
const WHOLE_CLUSTER: Relation = { relation: "of the whole cluster", weight: 0.2 };
const SAME_NAMESPACE: Relation = { relation: "in the same namespace", weight: 0.15 };
const ELSEWHERE: Relation = { relation: "elsewhere", weight: 0.05 };

function relationTo(changed: Entity, { graph, symptom, nodes }: Surroundings): Relation {
  const down = graph.hops(symptom.entity, changed);
  if (down === 0) return { relation: "the same object", weight: 1 };
  const up = graph.hopsTo(symptom.entity).get(entityText(graph.resolve(changed)));
  if (up === 1 && FRONTS.has(changed.kind)) return IN_FRONT;
  const inside = changed.namespace === symptom.entity.namespace;
  const candidates = [
    byHops(down, DOWN, "down"),
    byHops(up, UP, "up"),
    [...nodesOf(graph, changed)].some((node) => nodes.has(node)) ? SAME_NODE : undefined,
    changed.namespace === "" || changed.namespace === "kube-system" ? WHOLE_CLUSTER : undefined,
    inside && NAMESPACE_RULES.has(changed.kind) ? NAMESPACE_RULE : undefined,
    inside ? SAME_NAMESPACE : undefined,
    ELSEWHERE,
  ].filter((one) => one !== undefined);
  return candidates.reduce((best, one) => one.weight > best.weight ? one : best);
}

/** Kinds by which others reach a workload. */
const FRONTS: ReadonlySet<string> = new Set(["Service", "Ingress", "HTTPRoute", "GRPCRoute"]);

/** Kinds that may have picked the symptom before they changed. */
const NAMESPACE_RULES: ReadonlySet<string> = new Set([
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
]);

function byHops(
  hops: number | undefined,
  weights: readonly number[],
  direction: string,
): Relation | undefined {
  const weight = hops === undefined ? undefined : weights[hops];
  if (weight === undefined) return undefined;
  return { relation: `${hops} ${hops === 1 ? "step" : "steps"} ${direction}`, weight };
}

function nodesOf(graph: TopologyGraph, entity: Entity): ReadonlySet<string> {
  const edges = graph.dependencies(entity).filter(({ kind }) => kind === "runs on");
  return new Set(edges.map(({ to }) => entityText(to)));
}
