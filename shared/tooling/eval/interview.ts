/** Asks the servers of one scenario, each question once, and measures every answer. */

import type { FrozenScenario } from "./frozen_scenario.ts";
import type { McpConnection, ToolCall } from "./mcp_connection.ts";
import { leaks } from "./planted.ts";
import { type AnswerRecord, recordsOf } from "./records.ts";
import { onScenarioClock } from "./scenario_clock.ts";
import { tokens } from "./token_count.ts";

/** One answer, its times on the clock of the scenario. */
export interface Answered {
  readonly call: ToolCall;
  readonly text: string;
  readonly records: readonly AnswerRecord[];
  readonly isError: boolean;
  readonly questionTokens: number;
  readonly answerTokens: number;
  readonly characters: number;
  readonly lines: number;
  readonly leaks: boolean;
  readonly milliseconds: number;
  readonly upstreamRequests: number;
  readonly upstreamBytes: number;
}

export type Ask = (call: ToolCall) => Promise<Answered>;

interface Interviewed {
  readonly connections: readonly McpConnection[];
  readonly frozen: FrozenScenario;
  readonly scenarioMs: number;
}

/** Makes a way to ask: a call goes to the server that lists its tool, and is made once. */
export function interview({ connections, frozen, scenarioMs }: Interviewed): Ask {
  const answers = new Map<string, Promise<Answered>>();
  let last: Promise<unknown> = Promise.resolve();
  const make = async (call: ToolCall): Promise<Answered> => {
    const connection = connections.find(({ tools }) =>
      tools.some(({ name }) => name === call.tool)
    );
    if (connection === undefined) throw new Error(`No server lists the tool ${call.tool}`);
    const wallMs = frozen.beginCall();
    const { text, isError, milliseconds } = await connection.call(call);
    const { requests, bytes } = frozen.takeTraffic();
    const shown = onScenarioClock(text, { wallMs, scenarioMs });
    return {
      call,
      text: shown,
      records: recordsOf(shown),
      isError,
      questionTokens: tokens(JSON.stringify({ name: call.tool, arguments: call.arguments })),
      answerTokens: tokens(text),
      characters: text.length,
      lines: text.split("\n").length,
      leaks: leaks(text),
      milliseconds,
      upstreamRequests: requests,
      upstreamBytes: bytes,
    };
  };
  return (call) => {
    const key = JSON.stringify(call);
    const known = answers.get(key);
    if (known !== undefined) return known;
    // One at a time, so that what is read upstream is counted for the call that caused it.
    const made = last.then(() => make(call));
    last = made;
    answers.set(key, made);
    return made;
  };
}
