import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Container, Pod } from "../kube_pod.ts";
import { NODE_CPU_RULES } from "./rules_node_cpu.ts";
import { serviceNamed, signalOf } from "../../testing/signal_fixture.ts";
import { deploymentOf, podOf, situationWith, told } from "../../testing/situation_fixture.ts";

const NODE = { kind: "Node", namespace: "", name: "node-01" };
const busy = signalOf("node_cpu", NODE, { unit: "share", before: 0.3, now: 0.99 });
const slow = signalOf("latency_p99", serviceNamed("cart"), { unit: "seconds", now: 2 });

function encoderPod(container: Partial<Container>, startTime: string): Pod {
  const pod = podOf("encode", {
    spec: { nodeName: "node-01", containers: [{ name: "encode", ...container }] },
    status: { startTime },
  });
  const ownerReferences = [{ kind: "Job", name: "encode", controller: true }];
  return { ...pod, metadata: { ...pod.metadata, ownerReferences } };
}

function toldOf(encoder: Pod, signals = [busy, slow]): readonly string[] {
  const objects = { pods: [podOf("cart"), encoder], deployments: [deploymentOf("cart")] };
  return told(NODE_CPU_RULES, situationWith({ objects, signals }));
}

const SATURATED = [
  "node-cpu-saturated 2: Node node-01 since 10:05",
  "- node-01 uses 30% → 99% of its CPU since 10:05",
];

describe("node-cpu-taken", () => {
  it("names who came just before and has no limit", () => {
    const pod = encoderPod({ resources: { requests: { cpu: "500m" } } }, "2026-11-01T10:04:00Z");
    assertEquals(toldOf(pod), [
      "node-cpu-taken 2: Job shop/encode since 10:04",
      "- 1 pod of encode on node-01 since 10:04; container encode: no CPU limit, cpu request 500m",
      "- node-01 uses 30% → 99% of its CPU since 10:05",
      "+ cart: 1/1 ready",
    ]);
  });

  it("blames nobody who came long before", () => {
    assertEquals(toldOf(encoderPod({}, "2026-11-01T09:04:00Z")), SATURATED);
  });

  it("blames nobody whom a limit holds", () => {
    const pod = encoderPod({ resources: { limits: { cpu: "1" } } }, "2026-11-01T10:04:00Z");
    assertEquals(toldOf(pod), SATURATED);
  });

  it("does not hold where nobody on the node is slower", () => {
    assertEquals(toldOf(encoderPod({}, "2026-11-01T10:04:00Z"), [busy]), [
      "not node-cpu-taken: no service with pods on node-01 is slower than before",
    ]);
  });
});
