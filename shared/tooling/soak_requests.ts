/** Requests of every kind, good and bad, as a soak sends them in turn. */

import { MCP_HEADERS } from "./bench_requests.ts";

export interface SoakRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Hang up after so long. */
  readonly abortMs?: number;
}

/** What the mix asks about. */
export interface SoakTarget {
  readonly namespace: string;
  readonly pod: string;
}

const mcp = (body: string, rest: Partial<SoakRequest> = {}): SoakRequest => ({
  method: "POST",
  path: "/mcp",
  headers: MCP_HEADERS,
  body,
  ...rest,
});

const rpc = (
  method: string,
  params: Readonly<Record<string, unknown>> = {},
  rest: Partial<SoakRequest> = {},
) => mcp(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }), rest);

const call = (name: string, args: unknown, rest: Partial<SoakRequest> = {}) =>
  rpc("tools/call", { name, arguments: args }, rest);

const route = (tool: string, body: string): SoakRequest => ({
  method: "POST",
  path: `/tools/${tool}`,
  headers: { "content-type": "application/json" },
  body,
});

const get = (path: string): SoakRequest => ({ method: "GET", path, headers: {} });

/** One request of each kind; those that take the turn miss every cache. */
const MIX: readonly ((target: SoakTarget, turn: number) => SoakRequest)[] = [
  () => rpc("tools/list"),
  () => rpc("resources/list"),
  () => rpc("prompts/list"),
  () => call("k8s.get", { kind: "deployments" }),
  ({ namespace }) => call("k8s.get", { kind: "pods", namespace }),
  ({ namespace }, turn) =>
    call("k8s.get", { kind: "pods", namespace, label_selector: `soak!=turn-${turn}` }),
  ({ namespace, pod }) => call("k8s.get", { kind: "pod", namespace, name: pod }),
  ({ namespace }) => call("k8s.events", { namespace }),
  () => call("alerts.list", {}),
  () => call("inventory.snapshot", {}),
  () => call("promql.query", { expr: "up" }),
  (_, turn) => call("promql.query", { expr: `sum(up) + ${turn}` }),
  ({ namespace }) => call("loki.query", { logql: `{namespace="${namespace}"}`, since: "5m" }),
  (_, turn) => call("loki.query", { logql: `{namespace="shop"} |= "turn ${turn}"`, since: "5m" }),
  ({ namespace, pod }) => call("tail.pod_logs", { namespace, pod, tail: 20 }),
  () => call("metrics.find", { text: "cpu" }),
  () => route("health_check", "{}"),
  () => rpc("resources/read", { uri: "res://dashboards/pod-restarts.promql" }),
  () => get("/readyz"),
  () => get("/mcp/schema"),
  // The caller leaves before the answer.
  (_, turn) => call("promql.query", { expr: `count(up) * ${turn}` }, { abortMs: 2 }),
  // What is wrong with these is named in the tests of bad input.
  () => mcp("{"),
  () => mcp('{"jsonrpc":"1.0","id":1,"method":"tools/list"}'),
  () => rpc("no/such/method"),
  () => call("no.such_tool", {}),
  () => call("k8s.get", {}),
  () => call("k8s.get", { kind: 7, wrong: true }),
  () => call("k8s.get", { kind: "podz" }),
  () => call("k8s.get", { kind: "pods", namespace: "shopp" }),
  (_, turn) => call("promql.query", { expr: `sum(up${turn}` }),
  () => call("promql.query", { expr: "up", range: "10y" }),
  () => call("loki.query", { logql: "{}" }),
  () => call("k8s.events", { since: "2099-01-01T00:00:00Z" }),
  (_, turn) => call("k8s.get", { kind: `\u202e${"x".repeat(100)}${turn}` }),
  () => rpc("resources/read", { uri: "res://no/such" }),
  () => rpc("prompts/get", { name: "No-Such" }),
  () => route("no.such_tool", "{}"),
  () => route("k8s.get", "[]"),
  () => get("/no/such/path"),
];

/** The request of a turn. */
export function soakRequest(target: SoakTarget, turn: number): SoakRequest {
  const make = MIX[turn % MIX.length];
  if (make === undefined) throw new RangeError("Cannot take a turn before the first");
  return make(target, turn);
}
