/** What one contender does in one scenario: all four readers, and what no answer may do. */

import type { LoadedScenario } from "../../embedded/scenario/load_scenario.ts";
import type { Contender } from "./contenders.ts";
import { factsIn } from "./fact_match.ts";
import type { Adapter, Subject } from "./intents.ts";
import type { Answered, Ask } from "./interview.ts";
import { measure, type ReaderMeasures } from "./measures.ts";
import type { McpConnection } from "./mcp_connection.ts";
import { PLANTED_CONFIG_MAP } from "./planted.ts";
import { type Named, namedBefore } from "./printed_names.ts";
import { directoryOf, mentioned } from "./printed_subjects.ts";
import { fewestCalls } from "./reader_minimal.ts";
import { makeMistakes } from "./reader_novice.ts";
import { workRunbook } from "./reader_runbook.ts";
import { type Robustness, robustness } from "./robustness.ts";
import { tokensOf } from "./token_count.ts";

/** How many calls are made again in another process. */
const OPENING_CALLS = 3;

/** What a contender did in a scenario. */
export interface ScenarioResult {
  readonly scenario: string;
  readonly class: number;
  readonly contender: string;
  readonly preambleTokens: number;
  readonly preambleCl100k: number;
  readonly minimal: ReaderMeasures;
  readonly runbook: ReaderMeasures;
  readonly runbookWithoutHints: ReaderMeasures;
  readonly paste: {
    readonly tokens: number;
    readonly cl100k: number;
    readonly characters: number;
    /** All required and discriminating facts in the one call. */
    readonly reach: boolean;
    readonly found: readonly string[];
    readonly decoysAbove: number;
    /** 1 over the place of the root cause among the objects named. */
    readonly reciprocalRank: number;
    /** Of a scenario without incident: no verdict names one. */
    readonly specific?: boolean;
    /** Of a scenario where something cannot be read: it is said, and what can be read too. */
    readonly statesCoverage?: boolean;
  };
  /** Empty where the novice did not ask. */
  readonly mistakes: readonly { readonly name: string; readonly recovered: boolean }[];
  readonly robustness: Robustness;
  readonly writeTools: number;
  /** The calls that another process answers differently. */
  readonly differing: readonly string[];
}

export interface Examination {
  readonly result: Omit<ScenarioResult, "differing">;
  /** The first answers of the runbook. */
  readonly opening: readonly Answered[];
}

export interface Examined {
  readonly scenario: LoadedScenario["scenario"];
  readonly contender: Contender;
  readonly connections: readonly McpConnection[];
  readonly names: readonly Named[];
  readonly ask: Ask;
  readonly asked: ReadonlySet<Answered>;
  /** Whether the novice asks too; it would be answered much the same in every scenario. */
  readonly withMistakes: boolean;
}

/** Lets the four readers ask one contender. */
export async function examine(examined: Examined): Promise<Examination> {
  const { scenario, contender, connections, names, ask, asked } = examined;
  const listed = connections.flatMap(({ tools }) => tools);
  const adapter = contender.adapter(new Set(listed.map(({ name }) => name)));
  const required = scenario.facts.filter(({ need }) => need === "required");
  const preamble = connections.map((connection) => connection.preamble).join("\n");
  const { o200k: preambleTokens, cl100k: preambleCl100k } = tokensOf(preamble);
  const measured = (steps: readonly Answered[]) => measure(steps, { required, preambleTokens });
  const { symptom } = scenario;
  const runbook = { ask, adapter, required, symptom, directory: directoryOf(names) };
  const worked = await workRunbook({ ...runbook, followsHints: true });
  const unhinted = await workRunbook({ ...runbook, followsHints: false });
  const { root_cause: cause } = scenario;
  const minimal = required.length === 0
    ? undefined
    : await fewestCalls(ask, { adapter, required, names, cause, tried: [...asked] });
  const mistakes = examined.withMistakes ? await makeMistakes(ask, contender.programs) : [];
  for (const probe of leakProbes(adapter)) await ask(probe);
  const result = {
    scenario: scenario.id,
    class: scenario.class,
    contender: contender.name,
    preambleTokens,
    preambleCl100k,
    minimal: measured(minimal ?? []),
    runbook: measured(worked),
    runbookWithoutHints: measured(unhinted),
    paste: await pasted(examined, adapter),
    mistakes: mistakes.map(({ mistake, recovered }) => ({ name: mistake, recovered })),
    robustness: robustness([...asked]),
    writeTools: listed.filter(({ annotations }) => annotations?.readOnlyHint === false).length,
  };
  return { result, opening: worked.slice(0, OPENING_CALLS) };
}

async function pasted(
  { scenario, names, ask }: Examined,
  adapter: Adapter,
): Promise<ScenarioResult["paste"]> {
  const { facts, decoys, root_cause: cause, expect } = scenario;
  const answered = await ask(adapter.paste(scenario.symptom));
  const texts = answered.records.map(({ text }) => text);
  const found = factsIn(facts, texts);
  const place = mentioned(texts, directoryOf(names)).findIndex(({ name }) => name === cause?.name);
  const reach = facts.every((fact) => fact.need === "supporting" || found.includes(fact));
  return {
    tokens: answered.answerTokens,
    cl100k: tokensOf(answered.text).cl100k,
    characters: answered.characters,
    reach,
    found: found.map(({ id }) => id),
    decoysAbove: namedBefore(
      answered.text,
      decoys.map(({ name }) => name),
      cause?.name ?? "(none)",
    ),
    reciprocalRank: place < 0 ? 0 : 1 / (place + 1),
    ...(expect === "no_finding" && { specific: !adapter.namesIncident(answered.text) }),
    ...(expect === "coverage" && { statesCoverage: reach }),
  };
}

/** Calls that would show the planted secrets to whoever hides none. */
function leakProbes(adapter: Adapter) {
  const settings: Subject = { ...PLANTED_CONFIG_MAP, pods: [] };
  const web: Subject = { kind: "Deployment", namespace: "shop", name: "web", pods: [] };
  return [...adapter.object(settings), ...adapter.logs(web)];
}
