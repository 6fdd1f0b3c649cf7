/** The reader that knows the answer: the fewest calls that carry all required facts, a lower bound for the others. */

import { type Fact, factsIn } from "./fact_match.ts";
import { type Adapter, MEASURES, type Subject } from "./intents.ts";
import type { Answered, Ask } from "./interview.ts";
import type { ToolCall } from "./mcp_connection.ts";
import type { Named } from "./printed_names.ts";
import { describe } from "./reader_runbook.ts";

const MOST_SUBJECTS = 12;
const MOST_PODS = 2;
/** How deep the search goes. */
const MOST_CALLS = 6;

export interface Known {
  readonly adapter: Adapter;
  readonly required: readonly Fact[];
  readonly names: readonly Named[];
  /** Whom the incident comes from. */
  readonly cause: Named | null;
}

/** The calls that are tried: every intent about every object that the facts name. */
export function candidates({ adapter, required, names, cause }: Known): readonly ToolCall[] {
  const wanted = new Set(
    required.flatMap(({ match }) =>
      match.flatMap((item) => typeof item === "string" ? item : item.any)
    ),
  );
  const named = names.filter(({ name }) => name === cause?.name || wanted.has(name));
  const subjects = named.slice(0, MOST_SUBJECTS).map((one) => withPods(one, names));
  const calls = [
    ...adapter.overview(),
    ...adapter.alerts(),
    ...adapter.unhealthy(),
    ...subjects.flatMap((subject) => [
      ...describe(adapter, subject),
      ...adapter.object(subject),
      ...adapter.events(subject),
      ...adapter.logs(subject),
      ...subject.pods.flatMap((name) => {
        const pod = { ...subject, kind: "Pod", name, pods: [] };
        return [...adapter.object(pod), ...adapter.logs(pod)];
      }),
      ...MEASURES.flatMap((measure) => adapter.metric(subject, measure)),
      ...adapter.changes(subject),
      ...adapter.deps(subject),
    ]),
  ];
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}

function withPods(one: Named, names: readonly Named[]): Subject {
  const pods = names.filter(({ kind, namespace, name }) =>
    kind === "Pod" && namespace === one.namespace && name.startsWith(`${one.name}-`)
  );
  return { ...one, pods: pods.slice(-MOST_PODS).map(({ name }) => name) };
}

/**
 * Makes the candidate calls and finds the fewest, and among these the cheapest, that carry all; none if none do.
 * Answers that other readers had are candidates too.
 */
export async function fewestCalls(
  ask: Ask,
  { tried, ...known }: Known & { readonly tried: readonly Answered[] },
): Promise<readonly Answered[] | undefined> {
  const { required } = known;
  const answers = [...tried];
  for (const call of candidates(known)) answers.push(await ask(call));
  return fewest(
    answers.map((answered) => ({
      what: answered,
      cost: answered.answerTokens,
      gives: new Set(
        factsIn(required, answered.records.map(({ text }) => text)).map(({ id }) => id),
      ),
    })),
    required.map(({ id }) => id),
  );
}

export interface Choice<T> {
  readonly what: T;
  readonly cost: number;
  readonly gives: ReadonlySet<string>;
}

/** The fewest choices that give all that is wanted, the cheapest of these; breadth first over what is given so far. */
export function fewest<T>(
  choices: readonly Choice<T>[],
  wanted: readonly string[],
): readonly T[] | undefined {
  interface Path {
    readonly chosen: readonly T[];
    readonly cost: number;
  }
  const bits = new Map(wanted.map((id, i) => [id, 1 << i]));
  const all = (1 << wanted.length) - 1;
  let reached = new Map<number, Path>([[0, { chosen: [], cost: 0 }]]);
  for (let depth = 0; depth <= MOST_CALLS; depth++) {
    const complete = reached.get(all);
    if (complete !== undefined) return complete.chosen;
    const next = new Map(reached);
    for (const [given, { chosen, cost }] of reached) {
      for (const choice of choices) {
        const more = [...choice.gives].reduce((sum, id) => sum | (bits.get(id) ?? 0), given);
        const known = next.get(more);
        const path = { chosen: [...chosen, choice.what], cost: cost + choice.cost };
        const isShorter = known === undefined || path.chosen.length < known.chosen.length;
        const isCheaper = path.chosen.length === known?.chosen.length && path.cost < known.cost;
        if (isShorter || isCheaper) next.set(more, path);
      }
    }
    reached = next;
  }
  return undefined;
}
