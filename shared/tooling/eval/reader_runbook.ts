/**
 * The reader that works a runbook down: overview, alerts, what is unhealthy; then for each thing that the server
 * named, the likeliest first: describe, events, previous logs, changes, dependencies.
 *
 * It knows the symptom and what the server prints, and stops with the last required fact or after twenty calls.
 */

import { type Fact, factsIn } from "./fact_match.ts";
import { hintsOf } from "./hints.ts";
import type { Adapter, Subject } from "./intents.ts";
import type { Answered, Ask } from "./interview.ts";
import type { ToolCall } from "./mcp_connection.ts";
import { type Directory, printedSubjects } from "./printed_subjects.ts";

const MOST_CALLS = 20;
const MOST_HINTS = 2;
const WORKLOADS = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

export interface Runbook {
  readonly ask: Ask;
  readonly adapter: Adapter;
  readonly required: readonly Fact[];
  readonly directory: Directory;
  /** All that the reader has been told. */
  readonly symptom: string;
  /** Whether the calls that an answer proposes are made first. */
  readonly followsHints: boolean;
}

/** Works the runbook and gives the answers in order. */
export async function workRunbook(runbook: Runbook): Promise<readonly Answered[]> {
  const { ask, required, followsHints } = runbook;
  const steps: Answered[] = [];
  const asked = new Set<string>();
  const missing = new Set(required);
  for (const calls of stages(runbook, steps)) {
    const waiting = [...calls];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const key = JSON.stringify(next);
      if (asked.has(key)) continue;
      asked.add(key);
      const answered = await ask(next);
      steps.push(answered);
      for (const fact of factsIn([...missing], answered.records.map(({ text }) => text))) {
        missing.delete(fact);
      }
      if (missing.size === 0 || steps.length >= MOST_CALLS) return steps;
      if (followsHints) waiting.unshift(...hintsOf(answered.text).slice(0, MOST_HINTS));
    }
  }
  return steps;
}

function* stages(runbook: Runbook, steps: readonly Answered[]): Generator<readonly ToolCall[]> {
  const { adapter } = runbook;
  yield adapter.overview();
  yield adapter.alerts();
  yield adapter.unhealthy();
  const visited = new Set<string>();
  const printed = () =>
    printedSubjects(steps.flatMap(({ records }) => records.map(({ text }) => text)), runbook);
  while (true) {
    const subject = printed().find(({ name }) => !visited.has(name));
    if (subject === undefined) return;
    visited.add(subject.name);
    yield describe(adapter, subject);
    yield adapter.events(subject);
    // Its pods may have been named since.
    yield adapter.logs(printed().find(({ name }) => name === subject.name) ?? subject);
    yield adapter.changes(subject);
    yield adapter.deps(subject);
  }
}

/** The calls that describe a subject. */
export function describe(adapter: Adapter, subject: Subject): readonly ToolCall[] {
  if (subject.kind === "Node") return adapter.node(subject);
  return WORKLOADS.has(subject.kind) ? adapter.workload(subject) : adapter.object(subject);
}
