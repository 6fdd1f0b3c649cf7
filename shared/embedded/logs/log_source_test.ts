import { assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { readScenario } from "../scenario/load_scenario.ts";
import { LogSource } from "./log_source.ts";

const { world } = readScenario(
  `
id: case
class: 4
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
root_cause: {kind: Deployment, namespace: shop, name: cart}
pods:
  - match: {namespace: shop, app: cache}
    patch:
      status:
        conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-01T09:00:00Z"}]
        containerStatuses:
          - name: cache
            restartCount: 20
            state: {running: null, waiting: {reason: CrashLoopBackOff}}
            lastState: {terminated: {exitCode: 1, startedAt: "2026-11-01T10:26:00Z", finishedAt: "2026-11-01T10:26:02Z"}}
  - match: {namespace: shop, app: search}
    patch:
      status:
        conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-10-01T09:00:00Z"}]
        containerStatuses:
          - name: search
            restartCount: 20
            state: {running: null, waiting: {reason: CrashLoopBackOff}}
            lastState: {terminated: {exitCode: 1, startedAt: "2026-11-01T10:26:00Z", finishedAt: "2026-11-01T10:26:02Z"}}
logs:
  - {stream: {app: search}, level: error, template: "no index", from: "2026-11-01T10:26:00Z", until: "2026-11-01T10:26:02Z", rate: 1/s}
`,
  { file: "case" },
);
const source = new LogSource(world);

function timesOf(app: string): readonly number[] {
  const matchers = [{ label: "app", op: "=", value: app }] as const;
  return [...source.select(matchers, world.startMs, world.nowMs)]
    .flatMap(({ entries }) => entries.map(({ t }) => t)).sort((left, right) => left - right);
}

describe("LogSource", () => {
  it("ends the ordinary lines of a program when it begins to crash", () => {
    const last = timesOf("cache").at(-1) ?? 0;
    const crashMs = Date.parse("2026-11-01T09:00:00Z");
    assertEquals(last < crashMs && last > crashMs - 600_000, true);
  });

  it("gives a program that has crashed all along no lines but those of the scenario", () => {
    assertEquals(timesOf("search").length, 2);
  });
});

/** Web is rolled out anew at 09:00; a rule gives its pods two lines a second from 08:30 on. */
const rolledOut = readScenario(
  `
id: case
class: 4
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
root_cause: {kind: Deployment, namespace: shop, name: web}
changes:
  - at: "2026-11-01T09:00:00Z"
    by: helm
    object: {kind: Deployment, namespace: shop, name: web}
    patch: {spec: {template: {spec: {containers: [{name: web, image: "web:2"}]}}}}
logs:
  - {stream: {namespace: shop, app: web}, level: error, template: "no cart", from: "2026-11-01T08:30:00Z", rate: 2/s}
`,
  { file: "case" },
).world;

describe("the lines of a rule", () => {
  const logs = new LogSource(rolledOut);
  const matchers = [{ label: "app", op: "=", value: "web" }] as const;

  function ruled(from: string) {
    const fromMs = Date.parse(from);
    return [...logs.select(matchers, fromMs, fromMs + 600_000)].map(({ labels, entries }) => ({
      pod: labels.pod ?? "",
      lines: entries.filter(({ line }) => line.includes("no cart")).length,
    })).filter(({ lines }) => lines > 0);
  }

  it("go to the pods of before a rollout, then to those of after it, at the whole rate", () => {
    const [before, after] = [ruled("2026-11-01T08:40:00Z"), ruled("2026-11-01T09:30:00Z")];
    assertEquals(before.map(({ lines }) => lines), [300, 300, 300, 300]);
    assertEquals(after.map(({ lines }) => lines), [300, 300, 300, 300]);
    assertEquals(before.filter(({ pod }) => after.some((other) => other.pod === pod)), []);
  });

  it("are reckoned per pod as they are written", () => {
    const fromMs = Date.parse("2026-11-01T09:30:00Z");
    const volumes = logs.volumes(matchers, { fromMs, untilMs: fromMs + 600_000 })
      .filter(({ pattern }) => pattern.includes("no cart"));
    assertEquals(volumes.map(({ lines }) => lines), [300, 300, 300, 300]);
  });
});

/** Nothing reaches payments from 10:00 on, and half of what web answers fails; a program that nobody knows runs. */
const idle = readScenario(
  `
id: case
class: 2
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
root_cause: {kind: Service, namespace: shop, name: payments}
objects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: auditor, namespace: platform, labels: {app: auditor}}
    spec: {nodeName: node-01, containers: [{name: auditor, image: "auditor:1"}]}
    status: {phase: Running, containerStatuses: [{name: auditor, state: {running: {startedAt: "2026-11-01T08:00:00Z"}}}]}
metrics:
  - {series: 'http_requests_total{service="payments"}', shape: {kind: drop, from: "2026-11-01T10:00:00Z", factor: 0}}
  - {series: 'http_requests_total{service="web",code="200"}', shape: {kind: drop, from: "2026-11-01T10:00:00Z", factor: 0.5}}
  - {series: 'nginx_ingress_controller_requests{status="200"}', shape: {kind: drop, from: "2026-11-01T10:00:00Z", factor: 0}}
`,
  { file: "case" },
).world;

describe("the ordinary lines of a program", () => {
  const logs = new LogSource(idle);
  const app = (value: string) => [{ label: "app", op: "=", value }] as const;
  const HALF_HOUR_MS = 1_800_000;

  function lines(name: string, from: string): number {
    const fromMs = Date.parse(from);
    return [...logs.select(app(name), fromMs, fromMs + HALF_HOUR_MS)]
      .reduce((sum, { entries }) => sum + entries.length, 0);
  }

  it("cease when nothing reaches it", () => {
    for (const name of ["payments", "ingress-nginx"]) {
      assertEquals(lines(name, "2026-11-01T09:30:00Z") > 1_000, true);
      assertEquals(lines(name, "2026-11-01T10:00:00Z"), 0);
    }
  });

  it("thin out with what it answers, and are reckoned so", () => {
    const [before, after] = ["2026-11-01T09:30:00Z", "2026-11-01T10:00:00Z"];
    const share = lines("web", after) / lines("web", before);
    assertAlmostEquals(share, 0.5, 0.03);
    const reckoned = logs.volumes(app("web"), {
      fromMs: Date.parse(after),
      untilMs: Date.parse(after) + HALF_HOUR_MS,
    }).reduce((sum, volume) => sum + volume.lines, 0);
    assertAlmostEquals(reckoned / lines("web", after), 1, 0.03);
  });

  it("are none of one that nobody knows, and no requests of one that serves none", () => {
    assertEquals(lines("auditor", "2026-11-01T10:00:00Z"), 0);
    assertEquals(logs.labelSets(app("auditor")), []);
    const quiet = [...logs.select([], idle.nowMs - HALF_HOUR_MS, idle.nowMs)]
      .filter(({ labels }) => labels.namespace !== "shop");
    const served = quiet.flatMap(({ entries }) => entries)
      .filter(({ line }) => line.includes("request"));
    assertEquals([quiet.length > 10, served], [true, []]);
  });
});
