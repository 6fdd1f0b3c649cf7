/** Runs every contender on one frozen scenario. */

import type { LoadedScenario } from "../../embedded/scenario/load_scenario.ts";
import { type RunningServer, startServer } from "../bench_server.ts";
import type { Contender } from "./contenders.ts";
import { factsIn } from "./fact_match.ts";
import { freeze, type FrozenScenario } from "./frozen_scenario.ts";
import type { Adapter, Subject } from "./intents.ts";
import { type Answered, type Ask, interview } from "./interview.ts";
import { connectMcp, type McpConnection } from "./mcp_connection.ts";
import { measure, type ReaderMeasures } from "./measures.ts";
import { planted, PLANTED_CONFIG_MAP } from "./planted.ts";
import { type Named, namedBefore, namesOf } from "./printed_names.ts";
import { directoryOf, printedSubjects } from "./printed_subjects.ts";
import { fewestCalls } from "./reader_minimal.ts";
import { makeMistakes } from "./reader_novice.ts";
import { workRunbook } from "./reader_runbook.ts";
import { type Robustness, robustness } from "./robustness.ts";
import { isSameAgain } from "./same_again.ts";
import { type ProgramName, PROGRAMS } from "./server_programs.ts";
import { tokensOf } from "./token_count.ts";

const BOTH_CORES = "0-1";

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
  readonly mistakes: readonly { readonly name: string; readonly recovered: boolean }[];
  readonly robustness: Robustness;
  readonly writeTools: number;
  readonly deterministic: boolean;
}

interface Running {
  readonly name: ProgramName;
  readonly server: RunningServer;
  readonly connection: McpConnection;
}

/** Measures all contenders, each program started once for all, and once more to see whether it says the same. */
export async function runScenario(
  { scenario, world: clean }: LoadedScenario,
  contenders: readonly Contender[],
): Promise<readonly ScenarioResult[]> {
  const world = planted(clean);
  await using frozen = await freeze(world);
  const names = namesOf(world);
  const programs = [...new Set(contenders.flatMap(({ programs }) => programs))];
  const results: ScenarioResult[] = [];
  const running = await start(programs, frozen);
  const again = await start(programs, frozen);
  try {
    const [first, second] = [running, again].map((some) =>
      interview({
        connections: some.map(({ connection }) => connection),
        frozen,
        scenarioMs: world.nowMs,
      })
    ) as [Ask, Ask];
    for (const contender of contenders) {
      const connections = running.filter(({ name }) => contender.programs.includes(name))
        .map(({ connection }) => connection);
      const asked = new Set<Answered>();
      const ask = recording(first, asked);
      results.push(await examine({ scenario, contender, connections, names, ask, second, asked }));
    }
  } finally {
    await stop([...running, ...again]);
  }
  return results;
}

async function start(
  programs: readonly ProgramName[],
  { upstreams }: FrozenScenario,
): Promise<readonly Running[]> {
  return await Promise.all(programs.map(async (name) => {
    const server = await startServer(await PROGRAMS[name](upstreams), BOTH_CORES);
    return { name, server, connection: await connectMcp(server.url) };
  }));
}

async function stop(running: readonly Running[]): Promise<void> {
  for (const { server, connection } of running) {
    await connection.close();
    await server[Symbol.asyncDispose]();
  }
}

function recording(ask: Ask, asked: Set<Answered>): Ask {
  return async (call) => {
    const answered = await ask(call);
    asked.add(answered);
    return answered;
  };
}

interface Examined {
  readonly scenario: LoadedScenario["scenario"];
  readonly contender: Contender;
  readonly connections: readonly McpConnection[];
  readonly names: readonly Named[];
  readonly ask: Ask;
  readonly second: Ask;
  readonly asked: ReadonlySet<Answered>;
}

async function examine(examined: Examined): Promise<ScenarioResult> {
  const { scenario, contender, connections, names, ask, asked } = examined;
  const listed = connections.flatMap(({ tools }) => tools);
  const adapter = contender.adapter(new Set(listed.map(({ name }) => name)));
  const required = scenario.facts.filter(({ need }) => need === "required");
  const preamble = connections.map((connection) => connection.preamble).join("\n");
  const { o200k: preambleTokens, cl100k: preambleCl100k } = tokensOf(preamble);
  const measured = (steps: readonly Answered[]) => measure(steps, { required, preambleTokens });
  const runbook = { ask, adapter, required, directory: directoryOf(names) };
  const worked = await workRunbook({ ...runbook, followsHints: true });
  const unhinted = await workRunbook({ ...runbook, followsHints: false });
  const { root_cause: cause } = scenario;
  const minimal = required.length === 0
    ? undefined
    : await fewestCalls(ask, { adapter, required, names, cause });
  const mistakes = await makeMistakes(ask, contender.programs);
  for (const probe of leakProbes(adapter)) await ask(probe);
  return {
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
    deterministic: await saysTheSame(examined, worked.slice(0, 3)),
  };
}

async function pasted(
  { scenario, names, ask }: Examined,
  adapter: Adapter,
): Promise<ScenarioResult["paste"]> {
  const { facts, decoys, root_cause: cause, expect } = scenario;
  const answered = await ask(adapter.paste(scenario.symptom));
  const found = factsIn(facts, answered.records.map(({ text }) => text));
  const subjects = printedSubjects([answered.text], directoryOf(names));
  const place = subjects.findIndex(({ name }) => name === cause?.name);
  const reach = facts.every((fact) => fact.need === "supporting" || found.includes(fact));
  return {
    tokens: answered.answerTokens,
    cl100k: answered.answerCl100k,
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

async function saysTheSame({ second }: Examined, steps: readonly Answered[]): Promise<boolean> {
  for (const { call, text } of steps) {
    if (!isSameAgain(text, (await second(call)).text)) return false;
  }
  return true;
}
