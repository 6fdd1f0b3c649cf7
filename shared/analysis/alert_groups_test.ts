import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { type Alert, groupAlerts, severityRank, subjectOf } from "./alert_groups.ts";
import type { Labels } from "./series.ts";

function alert(labels: Labels, rest: Partial<Alert> = {}): Alert {
  return {
    labels: { severity: "warning", namespace: "shop", ...labels },
    annotations: {},
    startsAt: "2026-11-01T10:00:00Z",
    state: "active",
    silencedBy: [],
    inhibitedBy: [],
    ...rest,
  };
}

function names(alerts: readonly Alert[]): string[] {
  return groupAlerts(alerts).map(({ alertname, members, along }) =>
    [`${alertname}×${members}`, ...along].join(" + ")
  );
}

describe("groupAlerts", () => {
  it("folds the pods of one workload whatever their volatile labels", () => {
    const groups = groupAlerts([
      alert({ alertname: "KubePodCrashLooping", pod: "cart-6d5f7c9b8-x2x4z", uid: "1" }, {
        startsAt: "2026-11-01T10:03:00Z",
        annotations: { summary: "the younger" },
      }),
      alert({ alertname: "KubePodCrashLooping", pod: "cart-6d5f7c9b8-b7k9q", uid: "2" }, {
        annotations: { summary: "the older" },
      }),
    ]);
    assertEquals(groups, [{
      alertname: "KubePodCrashLooping",
      severity: "warning",
      namespace: "shop",
      subject: { kind: "Deployment", name: "cart" },
      members: 2,
      state: "active",
      startsAt: "2026-11-01T10:00:00Z",
      along: [],
      summary: "the older",
      silencedBy: [],
      inhibitedBy: [],
    }]);
  });

  it("keeps rules, namespaces and workloads apart", () => {
    assertEquals(
      names([
        alert({ alertname: "A", deployment: "cart" }),
        alert({ alertname: "A", deployment: "web" }),
        alert({ alertname: "A", deployment: "cart", namespace: "test" }),
        alert({ alertname: "A", deployment: "cart", cluster: "east" }, {
          startsAt: "2026-11-01T08:00:00Z",
        }),
      ]),
      ["A×1", "A×1", "A×1", "A×1"],
    );
  });

  it("joins what began together about one subject under the most severe rule", () => {
    assertEquals(
      names([
        alert({ alertname: "KubePodNotReady", pod: "cart-6d5f7c9b8-x2x4z" }, {
          startsAt: "2026-11-01T10:04:00Z",
        }),
        alert({
          alertname: "KubePodCrashLooping",
          pod: "cart-6d5f7c9b8-x2x4z",
          severity: "critical",
        }),
        alert({ alertname: "Later", pod: "cart-6d5f7c9b8-x2x4z" }, {
          startsAt: "2026-11-01T10:20:00Z",
        }),
      ]),
      ["KubePodCrashLooping×2 + KubePodNotReady", "Later×1"],
    );
  });

  it("names all that inhibits a group, once and in order", () => {
    const held = (inhibitedBy: readonly string[]) =>
      alert({ alertname: "A", deployment: "cart" }, { state: "inhibited", inhibitedBy });
    const [group] = groupAlerts([held(["b"]), held(["c", "a"]), held(["b"])]);
    assertEquals(group?.inhibitedBy, ["a", "b", "c"]);
  });

  it("dates a joined group by its earliest alert, whichever leads", () => {
    const early = { startsAt: "2026-11-01T09:58:00Z" };
    const [group] = groupAlerts([
      alert({ alertname: "Minor", deployment: "cart" }, early),
      alert({ alertname: "Major", deployment: "cart", severity: "critical" }),
    ]);
    assertEquals([group?.alertname, group?.startsAt], ["Major", "2026-11-01T09:58:00Z"]);
  });

  it("goes by name, namespace and subject among equals, for any order of the input", () => {
    const alerts = [
      alert({ alertname: "A", namespace: "a", deployment: "x" }),
      alert({ alertname: "A", namespace: "b", deployment: "x" }),
      alert({ alertname: "A", namespace: "b", deployment: "y" }),
      alert({ alertname: "B", namespace: "a", deployment: "z" }),
    ];
    const order = (of: readonly Alert[]) =>
      groupAlerts(of).map(({ alertname, namespace, subject }) =>
        `${alertname} ${namespace} ${subject?.name}`
      );
    const expected = ["A a x", "A b x", "A b y", "B a z"];
    assertEquals(order(alerts), expected);
    assertEquals(order(alerts.toReversed()), expected);
  });

  it("joins alerts of one node across namespaces", () => {
    assertEquals(
      names([
        alert({ alertname: "KubeNodeNotReady", node: "node-07", severity: "critical" }),
        alert({ alertname: "KubeletDown", node: "node-07", namespace: "kube-system" }),
      ]),
      ["KubeNodeNotReady×2 + KubeletDown"],
    );
  });

  it("does not join alerts without a subject, or silenced ones with active ones", () => {
    assertEquals(names([alert({ alertname: "A" }), alert({ alertname: "B" })]), ["A×1", "B×1"]);
    assertEquals(
      names([
        alert({ alertname: "A", deployment: "cart" }),
        alert({ alertname: "B", deployment: "cart" }, { state: "silenced", silencedBy: ["s1"] }),
      ]),
      ["A×1", "B×1"],
    );
  });

  it("orders by severity, start, size and name, for any order of the input", () => {
    const alerts = [
      alert({ alertname: "Info", severity: "info" }),
      alert({ alertname: "Young" }, { startsAt: "2026-11-01T10:20:00Z" }),
      alert({ alertname: "Small" }),
      alert({ alertname: "Big", pod: "a-6d5f7c9b8-x2x4z" }),
      alert({ alertname: "Big", pod: "a-6d5f7c9b8-b7k9q" }),
      alert({ alertname: "Worst", severity: "critical" }, { startsAt: "2026-11-01T10:25:00Z" }),
    ];
    const expected = ["Worst×1", "Big×2", "Small×1", "Young×1", "Info×1"];
    assertEquals(names(alerts), expected);
    assertEquals(names(alerts.toReversed()), expected);
  });
});

describe("subjectOf", () => {
  const cases: readonly [Labels, string | undefined][] = [
    [{ deployment: "cart", pod: "kube-state-metrics-6d5f7c9b8-x2x4z" }, "Deployment/cart"],
    [{ pod: "kube-state-metrics-6d5f7c9b8-x2x4z", node: "node-1" }, "Node/node-1"],
    [{ pod: "orders-db-0", node: "node-1" }, "StatefulSet/orders-db"],
    [{ job_name: "migrate", service: "kube-state-metrics" }, "Job/migrate"],
    [{ service: "checkout" }, "Service/checkout"],
    [{ service: "node-exporter", instance: "10.0.0.1:9100" }, "Instance/10.0.0.1:9100"],
    [{ alertname: "X" }, undefined],
  ];
  for (const [labels, expected] of cases) {
    it(`finds ${expected} in ${JSON.stringify(labels)}`, () => {
      const subject = subjectOf(labels);
      assertEquals(subject && `${subject.kind}/${subject.name}`, expected);
    });
  }
});

describe("severityRank", () => {
  it("ranks an unknown severity with warnings", () => {
    assertEquals(["critical", "page", "warning", "none"].map(severityRank), [0, 2, 2, 4]);
  });
});
