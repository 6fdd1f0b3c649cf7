/** The reader that asks wrongly: whether an answer to a mistake leads on, and whether it floods. */

import type { Answered, Ask } from "./interview.ts";
import { call } from "./intents.ts";
import type { ToolCall } from "./mcp_connection.ts";
import type { ProgramName } from "./server_programs.ts";

export interface Mistake {
  readonly name: string;
  readonly calls: Readonly<Partial<Record<ProgramName, ToolCall>>>;
  /** What an answer carries that leads on: the right word, or a cut that is said. */
  readonly recovered: (answered: Answered) => boolean;
}

const MOST_TOKENS = 10_000;
const MANY_LINES = 100_000;
const UNCLOSED = 'sum(rate(http_requests_total{namespace="shop"}[5m])';

const says = (pattern: RegExp) => ({ text }: Answered) => pattern.test(text);
const grafana = (expr: string, more: Readonly<Record<string, unknown>> = {}) =>
  call("query_prometheus", {
    ...{ datasourceUid: "prometheus", expr, queryType: "instant", endTime: "now" },
    ...more,
  });

/** The mistakes, each in the words of the servers in whose scope it lies. */
export const MISTAKES: readonly Mistake[] = [
  {
    name: "wrong namespace",
    calls: {
      "telemcp": call("k8s.get", { kind: "pods", namespace: "shopp" }),
      "kubernetes-mcp-server": call("pods_list_in_namespace", { namespace: "shopp" }),
    },
    recovered: says(/\bshop\b/),
  },
  {
    name: "plural and alias of a kind",
    calls: {
      "telemcp": call("k8s.get", { kind: "deploy", namespace: "shop" }),
      "kubernetes-mcp-server": call("resources_list", {
        apiVersion: "apps/v1",
        kind: "deployments",
        namespace: "shop",
      }),
    },
    recovered: says(/\bDeployment\b|\bcheckout\b/),
  },
  {
    name: "misspelt metric",
    calls: {
      "telemcp": call("promql.query", { expr: "http_request_totl" }),
      "mcp-grafana": grafana("http_request_totl"),
    },
    recovered: says(/\bhttp_requests_total\b/),
  },
  {
    name: "unbounded range",
    calls: {
      "telemcp": call("promql.query", { expr: "container_memory_working_set_bytes", range: "6h" }),
      "mcp-grafana": grafana("container_memory_working_set_bytes", {
        ...{ queryType: "range", startTime: "now-6h", stepSeconds: 30 },
      }),
    },
    recovered: ({ answerTokens }) => answerTokens <= MOST_TOKENS,
  },
  {
    name: "empty selector",
    calls: {
      "telemcp": call("loki.query", { logql: "{}" }),
      "mcp-grafana": call("query_loki_logs", { datasourceUid: "loki", logql: "{}" }),
    },
    recovered: says(/\{\s*\\?"?\w+\s*=~?\s*\\?"[^"]+"/),
  },
  {
    name: "invalid PromQL",
    calls: {
      "telemcp": call("promql.query", { expr: UNCLOSED }),
      "mcp-grafana": grafana(UNCLOSED),
    },
    recovered: says(/position|character|\b1:\d+|unclosed|unexpected end|\[5m\]\)\)/i),
  },
  {
    name: "huge log ask",
    calls: {
      "telemcp": call("loki.query", {
        logql: '{namespace="shop"}',
        since: "6h",
        limit: MANY_LINES,
      }),
      "kubernetes-mcp-server": call("pods_log", {
        namespace: "platform",
        name: "prometheus-0",
        tail: MANY_LINES,
      }),
      "mcp-grafana": call("query_loki_logs", {
        ...{ datasourceUid: "loki", logql: '{namespace="shop"}', limit: MANY_LINES },
        startRfc3339: "now-6h",
      }),
    },
    recovered: ({ answerTokens, text, isError }) =>
      answerTokens <= MOST_TOKENS &&
      (isError || /truncat|omitted|\bof \d|limit|more|up to/i.test(text)),
  },
];

export interface NoviceAnswer {
  readonly mistake: string;
  readonly recovered: boolean;
  readonly answered: Answered;
}

/** Makes every mistake that lies in the scope of these programs, with each of them. */
export async function makeMistakes(
  ask: Ask,
  programs: readonly ProgramName[],
): Promise<readonly NoviceAnswer[]> {
  const answers: NoviceAnswer[] = [];
  for (const { name, calls, recovered } of MISTAKES) {
    for (const program of programs) {
      const mistaken = calls[program];
      if (mistaken === undefined) continue;
      const answered = await ask(mistaken);
      answers.push({ mistake: name, recovered: recovered(answered), answered });
    }
  }
  return answers;
}
