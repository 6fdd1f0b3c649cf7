import { describe, it } from "@std/testing/bdd";
import { assert, assertEquals } from "@std/assert";
import { tools } from "../../functions/_registry.ts";
import { loadConfig } from "../config.ts";
import { inProcessUpstreams } from "../embedded/in_process_upstreams.ts";
import { loadScenario } from "../embedded/scenario/load_scenario.ts";
import { createRuntime } from "../runtime.ts";
import { runForJson, runForText } from "../run_tool.ts";
import { TOOLSETS } from "../tool.ts";
import { TESTER } from "./fake_context.ts";
import { CANARIES, INJECTION, plantedFetch } from "./planted_text.ts";

type Arguments = Readonly<Record<string, unknown>>;

const { world } = await loadScenario("payments-missing-setting");
const pod = world.store.list("pods", "shop").map(({ metadata }) => metadata.name)
  .find((name) => name.startsWith("payments-")) ?? "";
const shop = { namespace: "shop" };

/** Calls of every tool that together show all that it can show. */
const CALLS: Readonly<Record<string, readonly Arguments[]>> = {
  "alerts.list": [{}],
  "changes.recent": [{}, { ...shop, workload: "payments" }],
  "health_check": [{}],
  "incident.capture": [{ ...shop, since: "10m" }],
  "inventory.snapshot": [{}, { ...shop, detail: "full" }],
  "k8s.events": [{}, { ...shop, type: "Warning" }],
  "k8s.get": [
    { ...shop, kind: "pods", detail: "full" },
    { ...shop, kind: "deployments", name: "payments", detail: "full" },
    { ...shop, kind: "configmaps", detail: "full" },
    { ...shop, kind: "configmaps", name: "payments-config" },
    { ...shop, kind: "pods", fields: ["metadata.annotations", "spec.containers[*].env"] },
    { kind: "nodes", detail: "full" },
  ],
  "loki.query": [
    { logql: '{namespace="shop"}', format: "lines" },
    { logql: '{namespace="shop"}', format: "templates" },
    { logql: 'sum by (app) (count_over_time({namespace="shop"}[5m]))' },
  ],
  "metrics.find": [
    {},
    { text: "restarts" },
    { metric: "kube_pod_status_phase" },
    { labels: ["namespace"] },
  ],
  "node.facts": [{}, { node: "node-01" }],
  "promql.query": [
    { expr: "up" },
    { expr: 'up{namespace="sho"}' },
    { expr: "up", range: "1h", detail: "full" },
  ],
  "query.saved": [{ id: "svc_errors" }, { ...shop, id: "log_patterns" }],
  "systemd.status": [{ unit: "kubelet" }],
  "tail.pod_logs": [{ ...shop, pod }, { ...shop, pod, format: "templates" }],
  "triage.now": [{}, { scope: "shop" }],
  "workload.explain": [{ ...shop, workload: "payments" }],
};

interface Answered {
  readonly call: string;
  readonly text: string;
  readonly output: unknown;
}

const answers = await answersOfAll();

describe("what others wrote", () => {
  it("is looked for in the answers of every tool", () => {
    assertEquals(Object.keys(CALLS), tools.map(({ name }) => name));
  });

  it("never shows a secret, as text or as JSON, whole or in part", () => {
    assertEquals(
      failing(({ text, output }) => {
        const said = `${text}\n${JSON.stringify(output)}`;
        return CANARIES.flatMap(({ pieces }) => pieces).filter((piece) => said.includes(piece));
      }),
      [],
    );
  });

  it("has one pseudonym for one secret in all answers", () => {
    const said = answers.map(({ text, output }) => `${text}\n${JSON.stringify(output)}`).join("\n");
    // Of a key that a log view has cut, less is hidden, and that is another text.
    for (const { kind } of CANARIES.filter(({ kind }) => kind !== "key")) {
      const pseudonyms = said.matchAll(new RegExp(`planted ${kind} [^‹…]{1,60}(‹[^›…]+›)`, "g"));
      const distinct = new Set([...pseudonyms].map(([, pseudonym]) => pseudonym));
      assertEquals(distinct.size, 1, `${kind}: ${[...distinct].join(" ")}`);
    }
  });

  it("stands inside of fences that it cannot close", () => {
    assertEquals(
      failing(({ text }) =>
        outsideFences(text).split("\n").filter((line) => line.includes(INJECTION))
      ),
      [],
    );
  });

  it("reaches the fences of every tool that shows it", () => {
    const shown = answers.filter(({ text }) => text.includes(INJECTION));
    const names = new Set(shown.map(({ call }) => call.split(" ")[0]));
    const silent = ["alerts.list", "health_check", "incident.capture", "inventory.snapshot"];
    assertEquals(tools.map(({ name }) => name).filter((name) => !names.has(name)), silent);
  });

  it("has no character that nobody sees", () => {
    assertEquals(failing(({ text, output }) => hiddenIn([text, ...stringsOf(output)])), []);
  });
});

async function answersOfAll(): Promise<readonly Answered[]> {
  const upstreams = inProcessUpstreams(world);
  const folder = await Deno.makeTempDir();
  const config = loadConfig({
    ...upstreams.settings,
    TELEMCP_TOOLSETS: TOOLSETS.join(","),
    TELEMCP_CAPTURE_DIRECTORY: folder,
    TELEMCP_STRUCTURED_CONTENT: "true",
  });
  const fetch = plantedFetch(upstreams.fetch);
  const runtime = await createRuntime(config, { ...upstreams, tools, fetch });
  try {
    const answered: Answered[] = [];
    for (const tool of tools) {
      for (const given of CALLS[tool.name] ?? []) {
        const input = { ...given, max_tokens: 6_000 };
        const { signal } = new AbortController();
        const call = { tool, input, principal: TESTER, signal };
        const { text, isError, structured } = await runForText(runtime, call);
        assert(!isError, `${tool.name}: ${text}`);
        const output = tool.live ? structured : await runForJson(runtime, call);
        answered.push({ call: `${tool.name} ${JSON.stringify(given)}`, text, output });
      }
    }
    return answered;
  } finally {
    await runtime.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** What is wrong with each answer, with the call that gave it. */
function failing(check: (answer: Answered) => readonly string[]): readonly string[] {
  return answers.flatMap((answer) => check(answer).map((wrong) => `${answer.call}: ${wrong}`));
}

function outsideFences(text: string): string {
  return text.replace(/^<(untrusted-[0-9a-f]{6}) source="[^"<>\n]*">\n[^]*?\n<\/\1>$/gm, "");
}

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return [...Object.keys(value), ...Object.values(value).flatMap(stringsOf)];
}

function hiddenIn(texts: readonly string[]): readonly string[] {
  return texts.filter((text) => /[\p{Cf}\p{Co}]|(?![\t\n])\p{Cc}/u.test(text))
    .map((text) => JSON.stringify(text.slice(0, 200)));
}
