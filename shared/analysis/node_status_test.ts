import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Node } from "./kube_node.ts";
import { nodeProblem, nodeProblemSince, nodeStatus, taintText } from "./node_status.ts";

function node(
  conditions: Readonly<Record<string, string>>,
  spec: Node["spec"] & object = {},
): Node {
  return {
    metadata: { name: "node-1" },
    spec,
    status: {
      conditions: Object.entries(conditions).map(([type, status], at) => ({
        type,
        status,
        lastTransitionTime: `2026-11-01T10:0${at}:00Z`,
      })),
    },
  };
}

describe("nodeStatus", () => {
  const cases: readonly [node: Node, status: string, problem: string | undefined][] = [
    [node({ Ready: "True", MemoryPressure: "False" }), "Ready", undefined],
    [node({ Ready: "False" }), "NotReady", "NotReady"],
    [
      node({ MemoryPressure: "Unknown", DiskPressure: "Unknown", Ready: "Unknown" }),
      "NotReady (Unknown)",
      "NotReady (Unknown)",
    ],
    [node({ Ready: "True", PIDPressure: "True" }), "Ready,PIDPressure", "Ready,PIDPressure"],
    [
      node({ Ready: "True", PIDPressure: "True", DiskPressure: "True" }),
      "Ready,DiskPressure,PIDPressure",
      "Ready,DiskPressure,PIDPressure",
    ],
    [
      node({ Ready: "True", NetworkUnavailable: "True" }),
      "Ready,NetworkUnavailable",
      "Ready,NetworkUnavailable",
    ],
    [
      node({ Ready: "True" }, { unschedulable: true }),
      "Ready,SchedulingDisabled",
      "Ready,SchedulingDisabled",
    ],
  ];
  for (const [subject, status, problem] of cases) {
    it(`says ${status}`, () =>
      assertEquals([nodeStatus(subject), nodeProblem(subject)], [status, problem]));
  }
});

describe("nodeProblemSince", () => {
  it("gives the earliest of the troubled conditions", () => {
    const subject = node({ MemoryPressure: "False", DiskPressure: "True", Ready: "False" });
    assertEquals(nodeProblemSince(subject), "2026-11-01T10:01:00Z");
    assertEquals(nodeProblemSince(node({ Ready: "True" })), undefined);
  });
});

describe("taintText", () => {
  it("prints taints as kubectl takes them", () => {
    assertEquals(
      taintText({ key: "dedicated", value: "db", effect: "NoSchedule" }),
      "dedicated=db:NoSchedule",
    );
    assertEquals(taintText({ key: "gpu", effect: "NoExecute" }), "gpu:NoExecute");
  });
});
