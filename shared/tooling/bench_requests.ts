/** What the benchmark asks of each server: the same questions in each one's own words. */

export interface Question {
  readonly id: string;
  readonly asks: string;
}

export const QUESTIONS = [
  { id: "list", asks: "`tools/list`" },
  { id: "pods", asks: "pods of a namespace" },
  { id: "events", asks: "events of a namespace" },
  { id: "log", asks: "log of one pod" },
] as const satisfies readonly Question[];

export type QuestionId = typeof QUESTIONS[number]["id"];

export interface Target {
  readonly namespace: string;
  readonly pod: string;
}

type ToolCalls = Readonly<
  Record<
    Exclude<QuestionId, "list">,
    (target: Target, turn: number) => {
      readonly name: string;
      readonly arguments: Readonly<Record<string, unknown>>;
    }
  >
>;

// Every selector matches every pod, so that turns differ in nothing but their cache key.
const selector = (turn: number) => `bench!=turn-${turn}`;

export const TELEMCP_CALLS: ToolCalls = {
  pods: ({ namespace }, turn) => ({
    name: "k8s.get",
    arguments: { kind: "pods", namespace, label_selector: selector(turn), max_tokens: 6_000 },
  }),
  events: ({ namespace }) => ({ name: "k8s.events", arguments: { namespace } }),
  log: ({ namespace, pod }) => ({ name: "tail.pod_logs", arguments: { namespace, pod } }),
};

export const PEER_CALLS: ToolCalls = {
  pods: ({ namespace }, turn) => ({
    name: "pods_list_in_namespace",
    arguments: { namespace, labelSelector: selector(turn) },
  }),
  events: ({ namespace }) => ({ name: "events_list", arguments: { namespace } }),
  log: ({ namespace, pod }) => ({ name: "pods_log", arguments: { namespace, name: pod } }),
};

/** The path of the same pod list at the API server. */
export function podListPath({ namespace }: Target, turn: number): string {
  return `/api/v1/namespaces/${namespace}/pods?limit=500&labelSelector=${
    encodeURIComponent(selector(turn))
  }`;
}

const TURNS = 32;

/** The JSON-RPC bodies of one question, one for each turn. */
export function bodies(question: QuestionId, calls: ToolCalls, target: Target): readonly string[] {
  return Array.from({ length: TURNS }, (_, turn) =>
    JSON.stringify({
      jsonrpc: "2.0",
      id: turn + 1,
      ...(question === "list"
        ? { method: "tools/list", params: {} }
        : { method: "tools/call", params: calls[question](target, turn) }),
    }));
}

/** Headers that both servers accept without a session. */
export const MCP_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "application/json",
  "accept": "application/json, text/event-stream",
  "mcp-protocol-version": "2025-11-25",
};
