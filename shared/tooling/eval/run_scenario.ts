/** Runs every contender on one frozen scenario. */

import type { LoadedScenario } from "../../embedded/scenario/load_scenario.ts";
import type { World } from "../../embedded/world/world.ts";
import { type RunningServer, startServer } from "../bench_server.ts";
import type { Contender } from "./contenders.ts";
import { type Examination, examine, type ScenarioResult } from "./examine.ts";
import { freeze, type FrozenScenario } from "./frozen_scenario.ts";
import { type Answered, type Ask, interview } from "./interview.ts";
import { connectMcp, type McpConnection } from "./mcp_connection.ts";
import { planted } from "./planted.ts";
import { namesOf } from "./printed_names.ts";
import { isSameAgain } from "./same_again.ts";
import { type ProgramName, PROGRAMS } from "./server_programs.ts";

const BOTH_CORES = "0-1";

/** Measures all contenders, each program started once for all, and once more to see whether it says the same. */
export async function runScenario(
  { scenario, world: clean }: LoadedScenario,
  contenders: readonly Contender[],
  { withMistakes }: { readonly withMistakes: boolean },
): Promise<readonly ScenarioResult[]> {
  const world = planted(clean);
  await using frozen = await freeze(world);
  const names = namesOf(world);
  const programs = [...new Set(contenders.flatMap(({ programs }) => programs))];
  const running = { programs, frozen, world };
  const examinations = await withServers(running, async ({ ask, connections }) => {
    const done: Examination[] = [];
    for (const contender of contenders) {
      const own = contender.programs.flatMap((name) => connections.get(name) ?? []);
      const asked = new Set<Answered>();
      const recording: Ask = async (call) => {
        const answered = await ask(call);
        asked.add(answered);
        return answered;
      };
      const about = { scenario, contender, names, withMistakes };
      const examined = { ...about, connections: own, ask: recording, asked };
      done.push(await examine(examined));
    }
    return done;
  });
  return await withServers(running, async ({ ask }) => {
    const results: ScenarioResult[] = [];
    for (const { result, opening } of examinations) {
      results.push({ ...result, differing: await differing(ask, opening) });
    }
    return results;
  });
}

interface Programs {
  readonly programs: readonly ProgramName[];
  readonly frozen: FrozenScenario;
  readonly world: World;
}

interface Asked {
  readonly ask: Ask;
  readonly connections: ReadonlyMap<ProgramName, McpConnection>;
}

/** Starts the programs, lets somebody ask them, and stops them. */
async function withServers<T>(
  { programs, frozen, world }: Programs,
  work: (asked: Asked) => Promise<T>,
): Promise<T> {
  const servers: RunningServer[] = [];
  const connections = new Map<ProgramName, McpConnection>();
  try {
    for (const name of programs) {
      const server = await startServer(await PROGRAMS[name](frozen.upstreams), BOTH_CORES);
      servers.push(server);
      connections.set(name, await connectMcp(server.url));
    }
    const all = [...connections.values()];
    const ask = interview({ connections: all, frozen, scenarioMs: world.nowMs });
    return await work({ ask, connections });
  } finally {
    for (const connection of connections.values()) await connection.close();
    for (const server of servers) await server[Symbol.asyncDispose]();
  }
}

/** The calls whose answers are not the same again. */
async function differing(ask: Ask, opening: readonly Answered[]): Promise<readonly string[]> {
  const calls: string[] = [];
  for (const { call, text } of opening) {
    const again = await ask(call);
    if (!isSameAgain(text, again.text)) calls.push(call.tool);
  }
  return calls;
}
