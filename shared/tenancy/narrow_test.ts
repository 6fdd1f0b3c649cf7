import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import type { AlertmanagerAlert, Silence } from "../analysis/alert.ts";
import type { ApiResource } from "../backends/kubernetes.ts";
import { ToolError } from "../errors.ts";
import { fakeContext, TESTER } from "../testing/fake_context.ts";
import { narrow } from "./narrow.ts";

const SHOP_ONLY = { ...TESTER, namespaces: ["shop"] };

const PODS: ApiResource = {
  group: "",
  version: "v1",
  resource: "pods",
  singular: "pod",
  kind: "Pod",
  shortNames: ["po"],
  namespaced: true,
  verbs: ["get", "list", "watch"],
};

function alertIn(namespace: string | undefined): AlertmanagerAlert {
  return {
    fingerprint: namespace ?? "none",
    labels: { alertname: "KubePodCrashLooping", ...(namespace !== undefined && { namespace }) },
    annotations: {},
    startsAt: "2026-11-01T10:00:00Z",
    endsAt: "2026-11-01T11:00:00Z",
    state: "active",
    silencedBy: [],
    inhibitedBy: [],
  };
}

function silenceOf(namespace: string, isRegex = false): Silence {
  return {
    id: `${namespace}${isRegex}`,
    state: "active",
    createdBy: "ops",
    comment: "",
    startsAt: "2026-11-01T10:00:00Z",
    endsAt: "2026-11-01T11:00:00Z",
    matchers: [{ name: "namespace", value: namespace, isRegex, isEqual: true }],
  };
}

describe("narrow", () => {
  it("leaves the readers of a principal of the whole cluster as they are", () => {
    const clients = fakeContext();
    assertStrictEquals(narrow(clients, TESTER), clients);
  });

  it("refuses the facts of nodes to a principal of some namespaces", async () => {
    const { nodeFacts } = narrow(fakeContext(), SHOP_ONLY);
    for (const read of [() => nodeFacts.list(), () => nodeFacts.get("node-01")]) {
      const { code, message } = await assertRejects(read, ToolError);
      assertEquals([code, message], [
        "forbidden",
        "Cannot read nodes with a key limited to namespaces",
      ]);
    }
  });

  it("refuses PromQL and LogQL to a principal of some namespaces", async () => {
    const { prometheus, loki } = narrow(fakeContext(), SHOP_ONLY);
    const promql = await assertRejects(() => prometheus.instant({ expr: "up" }), ToolError);
    const logql = await assertRejects(() => loki.labelNames(), ToolError);
    assertEquals([promql.code, promql.message], [
      "forbidden",
      "Cannot query Prometheus with a key limited to namespaces",
    ]);
    assertEquals([logql.code, logql.message], [
      "forbidden",
      "Cannot query Loki with a key limited to namespaces",
    ]);
  });

  it("still says how a refused backend is", async () => {
    const health = { name: "prometheus", state: "ok" } as const;
    const clients = fakeContext({ prometheus: { health: () => Promise.resolve(health) } });
    assertEquals(await narrow(clients, SHOP_ONLY).prometheus.health(), health);
  });

  it("shows only alerts of its namespaces", async () => {
    const alerts = [alertIn("shop"), alertIn("payroll"), alertIn(undefined)];
    const clients = fakeContext({ alertmanager: { alerts: () => Promise.resolve(alerts) } });
    const { alertmanager } = narrow(clients, SHOP_ONLY);
    assertEquals((await alertmanager.alerts()).map(({ fingerprint }) => fingerprint), ["shop"]);
  });

  it("shows only silences that name one of its namespaces exactly", async () => {
    const silences = [silenceOf("shop"), silenceOf("payroll"), silenceOf("shop", true)];
    const clients = fakeContext({ alertmanager: { silences: () => Promise.resolve(silences) } });
    const { alertmanager } = narrow(clients, SHOP_ONLY);
    assertEquals((await alertmanager.silences()).map(({ id }) => id), ["shopfalse"]);
  });

  it("refuses Kubernetes objects of another namespace before asking", async () => {
    const clients = fakeContext({ kubernetes: { resolve: () => Promise.resolve(PODS) } });
    const { kubernetes } = narrow(clients, SHOP_ONLY);
    const error = await assertRejects(
      () => kubernetes.list("pods", { namespace: "payroll" }),
      ToolError,
    );
    assertEquals(error.code, "forbidden");
  });
});
