import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { cartPod, RECENTLY, situationWith, told } from "../../testing/situation_fixture.ts";
import type { NodeFacts } from "../../catalogue/node_facts.ts";
import type { Node } from "../kube_node.ts";
import { CERTIFICATE_RULES } from "./rules_certificates.ts";
import { CONNECTION_TRACKING_RULES } from "./rules_connection_tracking.ts";
import { DISK_RULES } from "./rules_disks.ts";
import { HOST_RULES } from "./rules_hosts.ts";
import { NODE_TROUBLE_RULES } from "./rules_node_troubles.ts";
import { NODE_RULES } from "./rules_nodes.ts";

function node(status: string, { unschedulable = false, more = [] as object[] } = {}): Node {
  const ready = { type: "Ready", status, reason: "R", lastTransitionTime: RECENTLY };
  return {
    metadata: { name: "node-01" },
    spec: { unschedulable },
    status: { conditions: [ready, ...more as (typeof ready)[]] },
  };
}

function host(facts: NodeFacts["facts"]): NodeFacts {
  return { version: 1, node: "node-01", facts };
}

describe("node rules", () => {
  const tell = (one: Node, pods = [cartPod()]) =>
    told(NODE_RULES, situationWith({ objects: { nodes: [one], pods } }));

  it("name a silent node and the workloads that it carries", () => {
    const ending = cartPod({ metadata: { deletionTimestamp: RECENTLY } });
    assertEquals(tell(node("Unknown"), [ending]), [
      "node-not-ready 3: Node node-01 since 10:05",
      "- node-01 NotReady (Unknown): Ready=Unknown R, since 10:05",
      "- Deployment shop/cart 1/1 ready: cart-6d5f7c9b8-x2x4z Terminating on node-01",
      "+ cart: 1/1 ready",
    ]);
  });

  it("take a cordoned node with nothing on it for planned", () => {
    assertEquals(tell(node("Unknown", { unschedulable: true }), []), [
      "node-not-ready 1: Node node-01 since 10:05",
      "- node-01 NotReady (Unknown),SchedulingDisabled: Ready=Unknown R, since 10:05",
      "- node-01 is cordoned (SchedulingDisabled)",
    ]);
    assertEquals(
      tell(node("True", { unschedulable: true }), [])[0],
      "node-cordoned 1: Node node-01",
    );
  });

  it("find nothing wrong with a node that is ready", () => {
    assertEquals(tell(node("True")), []);
  });

  it("do not count a silence of less than a minute", () => {
    const silent = node("Unknown");
    const conditions = [{
      type: "Ready",
      status: "Unknown",
      lastTransitionTime: "2026-11-01T10:29:30Z",
    }];
    assertEquals(tell({ ...silent, status: { conditions } }), [
      "not node-not-ready: node-01 has been silent for less than a minute",
    ]);
  });

  it("find memory pressure, unless the series say that there is room", () => {
    const pressed = node("True", { more: [{ type: "MemoryPressure", status: "True" }] });
    const signal = {
      signal: "node_memory",
      entity: { kind: "Node", namespace: "", name: "node-01" },
      labels: {},
      unit: "share",
      now: 0.5,
      score: 0,
      isBad: false,
      expr: "x",
    };
    const objects = { nodes: [pressed] };
    assertEquals(told(NODE_TROUBLE_RULES, situationWith({ objects })), [
      "node-under-pressure 2: Node node-01",
      "- node-01 MemoryPressure: little memory is left, pods are evicted",
    ]);
    assertEquals(told(NODE_TROUBLE_RULES, situationWith({ objects, signals: [signal] })), [
      "not node-under-pressure: node-01 uses 50% of its memory by now",
    ]);
  });
});

describe("host rules", () => {
  const tell = (facts: NodeFacts["facts"]) =>
    told(
      [...HOST_RULES, ...CONNECTION_TRACKING_RULES, ...CERTIFICATE_RULES],
      situationWith({ hosts: [host(facts)], objects: { nodes: [node("True")] } }),
    );

  it("find a clock that is off, and the unit that should keep it", () => {
    const time = { source: "chrony", synchronised: false, offset_seconds: 95.1 };
    const units = [{ name: "chrony.service", state: "failed", since: RECENTLY }];
    assertEquals(tell({ time, units }), [
      "host-clock-off 3: Node node-01",
      "- node-01 clock +95.100s off, not synchronised (source chrony)",
      "- node-01 chrony.service failed since 10:05",
    ]);
    assertEquals(tell({ time: { ...time, offset_seconds: 0.01 }, units: [] }), []);
  });

  it("find a connection table that is full", () => {
    assertEquals(tell({ conntrack: { entries: 262_144, max: 262_144 } }), [
      "host-conntrack-full 3: Node node-01",
      "- node-01 conntrack 262144/262144 entries, 100% full",
    ]);
    assertEquals(tell({ conntrack: { entries: 9_000, max: 262_144 } }), []);
  });

  it("find a network card that loses its link", () => {
    const kernel_log = ["[1.2] eth0: Link is Down"];
    assertEquals(tell({ nics: [{ name: "eth0", rx_errors: 19_240 }], kernel_log }), [
      "host-network-card-faulty 2: Node node-01",
      "- node-01 network card: eth0 rx_errors 19240, tx_errors 0; 1 line of the kernel about its link «[1.2] eth0: Link is Down»",
    ]);
  });

  it("find a kubelet that has failed, unless the node reported since", () => {
    const units = [{ name: "kubelet.service", state: "failed" }];
    assertEquals(tell({ units }).length, 1);
    assertEquals(tell({ units, collected_at: "2026-11-01T10:29:00Z" }), [
      "host-unit-failed 3: Node node-01",
      "- node-01 kubelet.service failed",
    ]);
    assertEquals(tell({ units, collected_at: "2026-11-01T09:00:00Z" }), [
      "not host-unit-failed: node-01 is ready, and its host facts are old",
    ]);
  });

  it("find certificates that have expired or soon will", () => {
    const path = "/var/lib/kubelet/pki/kubelet-client-current.pem";
    assertEquals(
      tell({ certificates: [{ path, not_after: "2026-10-31T10:30:00Z" }] }),
      [
        "host-certificate-expires 3: Node node-01 since 10:30",
        `- node-01 certificate ${path} expired 24h ago`,
      ].map((line) => line.replace("24h", "1d")),
    );
    assertEquals(tell({ certificates: [{ path, not_after: "2027-10-31T10:30:00Z" }] }), []);
  });
});

describe("disk rules", () => {
  it("name the node, whom it evicted, and who writes to its disk", () => {
    const pressure = {
      type: "DiskPressure",
      status: "True",
      lastTransitionTime: RECENTLY,
      message: "kubelet has disk pressure",
    };
    const writer = cartPod({
      spec: {
        nodeName: "node-01",
        containers: [{ name: "cart", volumeMounts: [{ name: "store", mountPath: "/store" }] }],
        volumes: [{ name: "store", hostPath: { path: "/var/tmp/cart" } }],
      },
    });
    const change = {
      at: "2026-11-01T09:40:00Z",
      entity: { kind: "Deployment", namespace: "shop", name: "cart" },
      kind: "rollout" as const,
      field: "volumes",
      source: "replica sets" as const,
    };
    const objects = { nodes: [node("True", { more: [pressure] })], pods: [writer] };
    const situation = situationWith({ objects, changes: [change], hosts: [host({ disks: [] })] });
    assertEquals(told(DISK_RULES, situation), [
      "node-disk-pressure 3: Node node-01 since 10:05",
      "- node-01 DiskPressure since 10:05 «kubelet has disk pressure»",
      "host-path-fills-disk 3: Deployment shop/cart since 09:40",
      "- cart writes to hostPath /var/tmp/cart of its node, on node-01; the kubelet does not count it against the pod",
      "- cart: volumes, changed 09:40",
    ]);
    const quiet = situationWith({
      objects: { ...objects, nodes: [node("True")] },
      changes: [change],
    });
    assertEquals(told(DISK_RULES, quiet), []);
  });
});
