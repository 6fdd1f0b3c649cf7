import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { AlertmanagerAlert, Silence } from "../shared/analysis/alert.ts";
import type { Labels } from "../shared/analysis/series.ts";
import { ToolError } from "../shared/errors.ts";
import type { ContextParts } from "../shared/testing/fake_context.ts";
import { runHandler } from "../shared/testing/run_handler.ts";
import { tool } from "./alerts_list.ts";

const WATCHDOG = alert("Watchdog", { severity: "none" });

function alert(
  alertname: string,
  labels: Labels,
  rest: Partial<AlertmanagerAlert> = {},
): AlertmanagerAlert {
  return {
    fingerprint: `${alertname}-${labels["pod"] ?? ""}`,
    labels: { alertname, severity: "warning", ...labels },
    annotations: {},
    startsAt: "2026-11-01T10:00:00Z",
    endsAt: "2026-11-01T11:00:00Z",
    state: "active",
    silencedBy: [],
    inhibitedBy: [],
    ...rest,
  };
}

const SILENCE: Silence = {
  id: "s1",
  state: "active",
  createdBy: "alice",
  comment: "known, fix on Monday",
  startsAt: "2026-11-01T09:00:00Z",
  endsAt: "2026-11-01T12:30:00Z",
  matchers: [{ name: "alertname", value: "Disk.*", isRegex: true, isEqual: true }],
};

function alerts(...items: readonly AlertmanagerAlert[]): ContextParts {
  return {
    alertmanager: {
      alerts: () => Promise.resolve(items),
      silences: () => Promise.resolve([SILENCE]),
    },
  };
}

function down(coverage: "not configured" | "unavailable" = "not configured") {
  return () => Promise.reject(new ToolError("upstream_unavailable", "Cannot ask", { coverage }));
}

describe("alerts.list", () => {
  it("groups alerts by workload and puts the most severe first", async () => {
    const { output, text } = await runHandler(
      tool,
      {},
      alerts(
        WATCHDOG,
        alert("KubePodCrashLooping", { namespace: "shop", pod: "cart-6d5f7c9b8-x2x4z" }, {
          annotations: { summary: "Pod shop/cart-6d5f7c9b8-x2x4z is crash looping" },
        }),
        alert("KubePodCrashLooping", { namespace: "shop", pod: "cart-6d5f7c9b8-b7k9q" }),
        alert("KubeNodeNotReady", { node: "node-07", severity: "critical" }),
      ),
    );
    assertEquals(
      output.groups.map(({ alertname, subject, members }) => [alertname, subject, members]),
      [
        ["KubeNodeNotReady", "Node/node-07", 1],
        ["KubePodCrashLooping", "Deployment/cart", 2],
      ],
    );
    assertEquals([output.watchdog, output.alerts.active], ["firing", 3]);
    assertStringIncludes(text, "3 active alerts in 2 groups");
    assertStringIncludes(
      text,
      "warning\tKubePodCrashLooping\tshop Deployment/cart\t2\t30m\tactive",
    );
    assertStringIncludes(text, "is crash looping");
    assertStringIncludes(text, 'next: k8s.events {"object":"Node/node-07"}');
  });

  it("says who silenced an alert, until when and why, and what inhibits another", async () => {
    const { output, text } = await runHandler(
      tool,
      {},
      alerts(
        WATCHDOG,
        alert("DiskFull", { node: "node-1" }, { state: "suppressed", silencedBy: ["s1"] }),
        alert("Cause", { namespace: "shop" }),
        alert("Effect", { namespace: "shop" }, { state: "suppressed", inhibitedBy: ["Cause-"] }),
      ),
    );
    assertEquals(output.alerts, { active: 1, silenced: 1, inhibited: 1, pending: 0 });
    assertStringIncludes(
      text,
      "silenced by alice for another 2h (alertname=~Disk.*): known, fix on Monday",
    );
    assertStringIncludes(text, "inhibited by Cause");
  });

  it("goes on with the worst active alert whose subject can be looked up", async () => {
    const { text } = await runHandler(
      tool,
      {},
      alerts(
        WATCHDOG,
        alert("Silenced", { deployment: "a", severity: "critical" }, {
          state: "suppressed",
          silencedBy: ["s1"],
        }),
        alert("Target", { instance: "10.0.0.1:9100", severity: "critical" }),
        alert("Vague", { severity: "critical" }),
        alert("Rollout", { namespace: "shop", deployment: "cart" }),
      ),
    );
    assertEquals(text.match(/^next: [^—]*\}/gm), [
      'next: k8s.events {"namespace":"shop","object":"Deployment/cart"}',
      'next: k8s.get {"kind":"Deployment","namespace":"shop","name":"cart"}',
    ]);
  });

  it("filters by state, severity, namespace and silence", async () => {
    const context = alerts(
      alert("A", { namespace: "shop", severity: "critical" }),
      alert("B", { namespace: "shop" }),
      alert("C", { namespace: "test" }, { state: "suppressed", silencedBy: ["s1"] }),
    );
    const names = async (input: object) =>
      (await runHandler(tool, input, context)).output.groups.map(({ alertname }) => alertname);
    assertEquals(await names({ severity: "Critical" }), ["A"]);
    assertEquals(await names({ namespace: "test" }), ["C"]);
    assertEquals(await names({ silenced: true }), ["C"]);
    assertEquals(await names({ silenced: false, namespace: "shop", severity: "warning" }), ["B"]);
    assertEquals(await names({ state: "silenced" }), ["C"]);
  });

  it("names the severities there are when none is as asked", async () => {
    const { text } = await runHandler(
      tool,
      { severity: "page" },
      alerts(WATCHDOG, alert("A", { severity: "critical" })),
    );
    assertStringIncludes(text, "No matching alerts (severities: critical)");
  });

  it("tells no alerts from an alerting that may be broken", async () => {
    const healthy = await runHandler(tool, {}, alerts(WATCHDOG));
    assertEquals(healthy.text.split("\n")[0], "No matching alerts");
    const suspicious = await runHandler(tool, {}, alerts());
    assertStringIncludes(suspicious.text, "Watchdog does not fire");
    const principal = { tenant: "shop", user: "bot", scopes: [], namespaces: ["shop"] };
    const narrowed = await runHandler(tool, {}, { ...alerts(), principal });
    assertEquals(narrowed.text.split("\n")[0], "No matching alerts");
  });

  it("falls back to Prometheus and says that Alertmanager is missing", async () => {
    const { output, text } = await runHandler(tool, {}, {
      alertmanager: { alerts: down(), silences: down() },
      prometheus: {
        alerts: () =>
          Promise.resolve([
            {
              labels: { alertname: "A", severity: "critical" },
              annotations: {},
              state: "firing",
              activeAt: "2026-11-01T10:00:00Z",
              value: 1,
            },
            {
              labels: { alertname: "B" },
              annotations: {},
              state: "pending",
              activeAt: "2026-11-01T10:29:00Z",
              value: 1,
            },
          ]),
      },
    });
    assertEquals(output.alerts, { active: 1, silenced: 0, inhibited: 0, pending: 1 });
    assertEquals(output.coverage.map(({ source, state }) => `${source} ${state}`), [
      "alertmanager not configured",
      "prometheus alerts ok",
    ]);
    assertStringIncludes(text, "alertmanager not configured");
  });

  it("reads the ALERTS series where there is no alerts API", async () => {
    const { output } = await runHandler(tool, {}, {
      alertmanager: { alerts: down("unavailable"), silences: down("unavailable") },
      prometheus: {
        alerts: down("unavailable"),
        instant: () =>
          Promise.resolve({
            resultType: "vector",
            series: [{
              labels: { __name__: "ALERTS", alertname: "A", alertstate: "firing" },
              samples: [],
            }],
            warnings: [],
            infos: [],
          }),
      },
    });
    assertEquals(output.groups.map(({ alertname, state }) => [alertname, state]), [[
      "A",
      "active",
    ]]);
    assertEquals(output.coverage.at(-1), { source: "prometheus ALERTS", state: "ok" });
  });

  it("fails when nothing answers, with the failure that tells most", async () => {
    const error = await assertRejects(() =>
      runHandler(tool, {}, {
        alertmanager: { alerts: down(), silences: down() },
        prometheus: { alerts: down("unavailable"), instant: down("unavailable") },
      }), ToolError);
    assertEquals([error.code, error.coverage], ["upstream_unavailable", "unavailable"]);
  });
});
