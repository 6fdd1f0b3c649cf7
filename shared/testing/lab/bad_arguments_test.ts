import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { startLabBridge } from "./bridge.ts";

const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

interface Refusal {
  readonly what: string;
  readonly tool: string;
  readonly args: Record<string, unknown>;
  /** The whole answer. */
  readonly text: string;
}

const WORKING_PROMQL =
  'a query that works: sum by (pod) (rate(http_requests_total{namespace="shop"}[5m]))';
const NAMESPACES =
  "batch, default, dev, kube-node-lease, kube-public, kube-system, mcp, platform, shop";

const REFUSALS: readonly Refusal[] = [
  {
    what: "a misspelt namespace",
    tool: "k8s.get",
    args: { kind: "pods", namespace: "shopp" },
    text: 'not_found: Cannot find namespace "shopp". ' +
      'Call k8s.get {"kind":"pods","namespace":"shop"}',
  },
  {
    what: "a misspelt namespace of events",
    tool: "k8s.events",
    args: { namespace: "shopp" },
    text: 'not_found: Cannot find namespace "shopp". Call k8s.events {"namespace":"shop"}',
  },
  {
    what: "a namespace that is like none",
    tool: "k8s.get",
    args: { kind: "pods", namespace: "nope-nope" },
    text: `not_found: Cannot find namespace "nope-nope". Namespaces: ${NAMESPACES}`,
  },
  {
    what: "a misspelt kind",
    tool: "k8s.get",
    args: { kind: "podz" },
    text: 'not_found: Cannot find the kind "podz". Did you mean pod, pods or node',
  },
  {
    what: "PromQL that is not closed",
    tool: "promql.query",
    args: { expr: "sum(rate(http_requests_total[5m])" },
    text: 'invalid_input: Cannot use expr: "(" is not closed ' +
      '(column 4 at "(rate(http_requests_tota"). ' +
      'Call promql.query {"expr":"sum(rate(http_requests_total[5m]))"}',
  },
  {
    what: "a rate without a range",
    tool: "promql.query",
    args: { expr: "rate(http_requests_total)" },
    text: 'invalid_input: Cannot use expr: "rate" needs a range vector such as x[5m] here, and ' +
      'this is an instant vector (column 6 at "http_requests_total)"). ' +
      'Call promql.query {"expr":"rate(http_requests_total[5m])"}',
  },
  {
    what: "a PromQL selector of everything",
    tool: "promql.query",
    args: { expr: "{}" },
    text: "invalid_input: Cannot use expr: A selector needs a metric name or one matcher that " +
      `refuses the empty value (column 1 at "{}"). Correct it at that place; ${WORKING_PROMQL}`,
  },
  {
    what: "a range of ten years",
    tool: "promql.query",
    args: { expr: "up", range: "10y" },
    text: "limit_exceeded: Cannot read 3650d at once, the longest window is 31d. " +
      'Call promql.query {"expr":"up","range":"31d"}',
  },
  {
    what: "a window of ten years",
    tool: "promql.query",
    args: { expr: "up", start: "2016-01-01T00:00:00Z", end: "2026-01-01T00:00:00Z" },
    text: "limit_exceeded: Cannot read 3653d at once, the longest window is 31d. " +
      'Call promql.query {"expr":"up","start":"2025-12-01T00:00:00Z","end":"2026-01-01T00:00:00Z"}',
  },
  {
    what: "a moment in the future",
    tool: "promql.query",
    args: { expr: "up", time: "2099-01-01T00:00:00Z" },
    text: 'invalid_input: Cannot look at a time in the future: "2099-01-01T00:00:00Z". ' +
      'Call promql.query {"expr":"up"}',
  },
  {
    what: "LogQL that is not closed",
    tool: "loki.query",
    args: { logql: '{namespace="shop"' },
    text: 'invalid_input: Cannot use logql: "{" is not closed (column 1 at "{namespace="shop""). ' +
      'Call loki.query {"logql":"{namespace=\\"shop\\"}"}',
  },
  {
    what: "a LogQL selector of everything",
    tool: "loki.query",
    args: { logql: "{}" },
    text: "invalid_input: Cannot use logql: A stream selector needs one matcher that refuses the " +
      'empty value (column 1 at "{}"). Correct it at that place; a query that works: ' +
      '{namespace="shop"} |= "error"',
  },
  {
    what: "a filter without quotes",
    tool: "loki.query",
    args: { logql: '{namespace="shop"} |= foo' },
    text: 'invalid_input: Cannot use logql: The text "foo" of the line filter needs quotes ' +
      '(column 23 at "foo"). Call loki.query {"logql":"{namespace=\\"shop\\"} |= \\"foo\\""}',
  },
  {
    what: "ten years of logs",
    tool: "loki.query",
    args: { logql: '{namespace="shop"}', since: "3650d" },
    text: "limit_exceeded: Cannot read 3650d at once, the longest window is 31d. " +
      'Call loki.query {"logql":"{namespace=\\"shop\\"}","since":"31d"}',
  },
  {
    what: "every stream",
    tool: "loki.query",
    args: { logql: '{namespace=~".+"}', since: "30d" },
    text: "limit_exceeded: Cannot read every stream, the selector names none. " +
      'Call loki.query {"logql":"{namespace=\\"batch\\"}","since":"30d"}',
  },
  {
    what: "logs of the future",
    tool: "loki.query",
    args: { logql: '{namespace="shop"}', since: "2099-01-01T00:00:00Z" },
    text: "invalid_input: Cannot read a window that starts in the future: " +
      '"2099-01-01T00:00:00Z". ' +
      'Call loki.query {"logql":"{namespace=\\"shop\\"}","since":"1h"}',
  },
  {
    what: "events of the future",
    tool: "k8s.events",
    args: { since: "2099-01-01T00:00:00Z" },
    text: "invalid_input: Cannot read a window that starts in the future: " +
      '"2099-01-01T00:00:00Z". Call k8s.events {"since":"1h"}',
  },
  {
    what: "a control character in a kind",
    tool: "k8s.get",
    args: { kind: "po\u0007ds" },
    text: 'not_found: Cannot find the kind "po\ufffdds". Did you mean pods or pod',
  },
  {
    what: "a bidi mark in a namespace",
    tool: "k8s.events",
    args: { namespace: "sho\u202ep" },
    text: 'not_found: Cannot find namespace "sho\ufffdp". Call k8s.events {"namespace":"shop"}',
  },
  {
    what: "a misspelt container",
    tool: "tail.pod_logs",
    args: { namespace: "shop", pod: "orders-db-0", container: "postgers" },
    text: 'not_found: Cannot find container "postgers" in pod "orders-db-0". Call tail.pod_logs ' +
      '{"namespace":"shop","pod":"orders-db-0","container":"orders-db"}',
  },
];

describe("bad arguments on the lab", () => {
  for (const { what, tool, args, text } of REFUSALS) {
    it(`${what} is refused with what to call instead`, async () => {
      assertEquals(await bridge.refusal(tool, args), text);
    });
  }

  it("a misspelt metric gives the nearest that exist", async () => {
    const text = await bridge.ask("promql.query", { expr: "htp_requests_total" });
    assertStringIncludes(text, 'no metric "htp_requests_total", nearest: http_requests_total');
    assertStringIncludes(text, 'next: promql.query {"expr":"http_requests_total"}');
  });

  it("a bidi mark in a query is not said back, and the call without it is offered", async () => {
    const text = await bridge.ask("promql.query", { expr: 'up{job="\u202ekubelet"}' });
    assert(!text.includes("\u202e"), text);
    assertStringIncludes(text, 'next: promql.query {"expr":"up{job=\\"kubelet\\"}"}');
  });

  it("a long argument is said back in part only", async () => {
    const text = await bridge.refusal("k8s.get", { kind: "x".repeat(250) });
    assertStringIncludes(text, `Cannot find the kind "${"x".repeat(80)}…"`);
  });
});
