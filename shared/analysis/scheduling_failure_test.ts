import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { parseSchedulingFailure, schedulingFailureText } from "./scheduling_failure.ts";

describe("parseSchedulingFailure", () => {
  it("counts nodes by predicate and leaves preemption out", () => {
    const message =
      "0/20 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }, " +
      "19 Insufficient memory. preemption: 0/20 nodes are available: 1 Preemption is not helpful for " +
      "scheduling, 19 No preemption victims found for incoming pod.";
    assertEquals(parseSchedulingFailure(message), {
      available: 0,
      nodes: 20,
      predicates: [
        { nodes: 19, reason: "Insufficient memory" },
        { nodes: 1, reason: "had untolerated taint {node.kubernetes.io/unreachable: }" },
      ],
    });
  });

  it("keeps commas inside a predicate and orders equal counts by reason", () => {
    const message =
      "0/4 nodes are available: 2 node(s) didn't match Pod's node affinity/selector, " +
      "2 Insufficient cpu.";
    const failure = parseSchedulingFailure(message);
    assertEquals(
      failure && schedulingFailureText(failure),
      "0/4 nodes: 2 Insufficient cpu; 2 didn't match Pod's node affinity/selector",
    );
  });

  it("keeps a reason of the pod's own, which counts no nodes", () => {
    const message =
      "0/20 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found";
    const failure = parseSchedulingFailure(message);
    assertEquals(
      failure && schedulingFailureText(failure),
      "0/20 nodes: pod has unbound immediate PersistentVolumeClaims",
    );
  });

  it("leaves out all that is said after the reasons", () => {
    const message = "0/20 nodes are available: 1 node(s) had untolerated taint(s), " +
      "19 Insufficient memory. no new claims to deallocate, preemption: 0/20 nodes are available: " +
      "20 Preemption is not helpful for scheduling.";
    const failure = parseSchedulingFailure(message);
    assertEquals(
      failure && schedulingFailureText(failure),
      "0/20 nodes: 19 Insufficient memory; 1 had untolerated taint(s)",
    );
  });

  it("leaves other messages alone", () => {
    assertEquals(parseSchedulingFailure("Successfully assigned shop/cart to node-01"), undefined);
    assertEquals(parseSchedulingFailure(""), undefined);
  });
});
