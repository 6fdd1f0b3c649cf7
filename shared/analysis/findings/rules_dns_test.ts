import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { cartPod, RECENTLY, situationWith, told } from "../../testing/situation_fixture.ts";
import type { Service } from "../kube_network.ts";
import type { LogShift } from "../signals/log_shift.ts";
import { DNS_RULES } from "./rules_dns.ts";
import { UNREACHABLE_RULES } from "./rules_unreachable.ts";

const COREDNS = cartPod({
  metadata: {
    name: "coredns-1",
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
    ownerReferences: [{ kind: "StatefulSet", name: "coredns", controller: true }],
  },
});
const CONFIG = {
  metadata: { name: "coredns", namespace: "kube-system" },
  data: { Corefile: ".:53 {\n    forward . 10.0.255.9\n}" },
};
const CHANGE = {
  at: "2026-11-01T10:00:00Z",
  entity: { kind: "ConfigMap", namespace: "kube-system", name: "coredns" },
  kind: "config" as const,
  field: "data.Corefile",
  by: "kubectl-edit",
  source: "managed fields" as const,
};
const HEADLESS: Service = {
  metadata: { name: "db", namespace: "shop" },
  spec: { clusterIP: "None", selector: { app: "db" } },
};

function unresolved(host: string, parts: Partial<LogShift> = {}): LogShift {
  const sample = `lookup ${host} on 10.96.0.10:53: no such host`;
  return {
    entity: { kind: "Deployment", namespace: "shop", name: "cart" },
    kind: "new",
    template: sample,
    sample,
    count: 40,
    expected: 0,
    since: RECENTLY,
    lastAt: RECENTLY,
    pods: [],
    nodes: [],
    ...parts,
  };
}

function situation(
  logs: readonly LogShift[],
  { changes = [] as (typeof CHANGE)[], pod = cartPod() } = {},
) {
  const objects = {
    pods: [COREDNS, pod],
    configMaps: [CONFIG],
    services: [HEADLESS, { metadata: { name: "web", namespace: "shop" }, spec: {} }],
    endpointSlices: [],
  };
  return situationWith({ objects, logs, changes });
}

describe("dns rules", () => {
  it("tie failing look-ups to the change of the configuration, and say where it forwards", () => {
    const one = situation([unresolved("api.example.org")], { changes: [CHANGE] });
    assertEquals(told(DNS_RULES, one), [
      "dns-config-changed 3: ConfigMap kube-system/coredns since 10:00",
      "- coredns: data.Corefile, changed 10:00 by kubectl-edit; now forward . 10.0.255.9",
      "- Deployment shop/cart logs no such host for api.example.org since 10:05, 40 lines «lookup api.example.org on 10.96.0.10:53: no such host»",
      "+ coredns: 1/1 ready",
      "+ cart: 1/1 ready",
    ]);
  });

  it("find nothing in a change after which everything resolves", () => {
    assertEquals(told(DNS_RULES, situation([], { changes: [CHANGE] })), []);
  });

  it("are disconfirmed by look-ups that failed as often before", () => {
    const louder = unresolved("api.example.org", { kind: "louder", expected: 30 });
    assertEquals(told(DNS_RULES, situation([louder], { changes: [CHANGE] })), [
      "not dns-config-changed: Deployment shop/cart logged the same before 10:00",
    ]);
  });

  it("do not blame a change that came after the failures", () => {
    const late = { ...CHANGE, at: "2026-11-01T10:20:00Z" };
    assertEquals(
      told(DNS_RULES, situation([unresolved("api.example.org")], { changes: [late] }))[0],
      "dns-look-ups-fail 2: StatefulSet kube-system/coredns since 10:05",
    );
  });

  it("take the silence about a headless Service without a ready pod for right", () => {
    const silent = unresolved("db.shop.svc.cluster.local");
    const other = { ...silent, entity: { ...silent.entity, name: "web" } };
    assertEquals(told(DNS_RULES, situation([silent, other])), []);
  });

  it("find pods that ask the DNS of their node", () => {
    const pod = cartPod({
      spec: { dnsPolicy: "Default" },
    });
    assertEquals(
      told(DNS_RULES, situation([unresolved("web")], { pod }))[1],
      "- dnsPolicy Default: its pods ask the node's DNS, which does not know web",
    );
  });
});

describe("dns-servers-not-ready", () => {
  const tell = (readyReplicas: number, logs: readonly LogShift[] = []) => {
    const server = {
      metadata: { name: "coredns", namespace: "kube-system" },
      spec: { replicas: 2 },
      status: { readyReplicas },
    };
    const objects = { pods: [COREDNS, cartPod()], statefulSets: [server] };
    return told(DNS_RULES, situationWith({ objects, logs }))
      .filter((line) => !line.includes("dns-look-ups-fail"));
  };

  it("says how many servers are ready, and who looks up in vain", () => {
    assertEquals(tell(0, [unresolved("api.example.org")]).slice(0, 3), [
      "dns-servers-not-ready 3: StatefulSet kube-system/coredns",
      "- CoreDNS 0/2 ready: no ready pod",
      "- Deployment shop/cart logs no such host for api.example.org since 10:05, 40 lines «lookup api.example.org on 10.96.0.10:53: no such host»",
    ]);
  });

  it("is a small thing where one of two answers all, and is disconfirmed then", () => {
    assertEquals(tell(1), [
      "not dns-servers-not-ready: 1 of 2 CoreDNS pods answer, and no look-up fails",
    ]);
  });

  it("finds nothing where all are ready", () => {
    assertEquals(tell(2), []);
  });
});

describe("unreachable rules", () => {
  it("name a Service that callers look up in vain, and the one that is spelt alike", () => {
    assertEquals(told(UNREACHABLE_RULES, situation([unresolved("weeb")])), [
      "service-missing 3: Service shop/weeb since 10:05",
      "- Service weeb does not exist in shop; there is web",
      "- Deployment shop/cart logs no such host for weeb since 10:05, 40 lines «lookup weeb on 10.96.0.10:53: no such host»",
      "+ coredns: 1/1 ready",
    ]);
  });

  it("find nothing missing about names outside the cluster", () => {
    assertEquals(told(UNREACHABLE_RULES, situation([unresolved("api.example.org")])), []);
  });

  it("find two containers on one port", () => {
    const sample = "listen tcp :8080: bind: address already in use";
    const ports = [{ containerPort: 8080 }];
    const pod = cartPod({
      spec: { containers: [{ name: "cart", ports }, { name: "proxy", ports }] },
      status: { conditions: [{ type: "Ready", status: "False" }] },
    });
    const taken = unresolved("", { sample, template: sample });
    assertEquals(told(UNREACHABLE_RULES, situation([taken], { pod })), [
      "port-in-use 3: Deployment shop/cart since 10:05",
      `- Deployment shop/cart logs that its port is taken since 10:05, 40 lines «${sample}»`,
      "- containers cart and proxy both listen on 8080",
    ]);
  });
});
