import { AnswerCache } from "../storage/answer_cache.ts";
import type { BackendHealth } from "../backends/health.ts";
import { type Config, loadConfig } from "../config.ts";
import type { BackendRecord, CallRecord, Clients, Principal, Runtime } from "../context.ts";
import { type ContextParts, fakeContext, NOW, TESTER } from "./fake_context.ts";

/** What a test says about a runtime; the rest is a development server without backends. */
export interface RuntimeParts {
  readonly tools?: Runtime["tools"];
  /** Settings that differ from the defaults. */
  readonly config?: Partial<Config>;
  /** Principals by key; without any, everybody is the tester. */
  readonly keys?: Readonly<Record<string, Principal>>;
  readonly readers?: Pick<ContextParts, keyof Clients>;
  readonly health?: () => Promise<readonly BackendHealth[]>;
}

export interface FakeRuntime extends Runtime {
  /** What was recorded, in order. */
  readonly calls: readonly CallRecord[];
  readonly backendCalls: readonly BackendRecord[];
}

/** Makes a runtime for tests of what stands before a tool; it needs no permission. */
export function fakeRuntime(parts: RuntimeParts = {}): FakeRuntime {
  const calls: CallRecord[] = [];
  const backendCalls: BackendRecord[] = [];
  const readers = fakeContext(parts.readers);
  const { kubernetes, prometheus, loki, alertmanager, nodeFacts, changeLog } = readers;
  return {
    config: { ...loadConfig({}), ...parts.config },
    tools: parts.tools ?? [],
    recorder: {
      callStarted() {},
      callEnded: (record) => void calls.push(record),
      backendCall: (record) => void backendCalls.push(record),
    },
    answers: new AnswerCache({ ttlSeconds: 0 }),
    redactionKey: "a key for tests",
    now: () => NOW,
    identify: (key) => Promise.resolve(principalOf(parts.keys, key)),
    clients: () => ({
      kubernetes,
      prometheus,
      loki,
      alertmanager,
      nodeFacts,
      ...(changeLog && { changeLog }),
    }),
    health: parts.health ?? (() => Promise.resolve([])),
    start() {},
    close: () => Promise.resolve(),
    calls,
    backendCalls,
  };
}

function principalOf(keys: RuntimeParts["keys"], key: string | undefined): Principal | undefined {
  if (keys === undefined) return TESTER;
  return key === undefined ? undefined : keys[key];
}
