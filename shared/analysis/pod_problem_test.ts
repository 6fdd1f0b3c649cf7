import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { ContainerStatus, Pod } from "./kube_pod.ts";
import { podProblem } from "./pod_problem.ts";

const NOW = new Date("2026-11-01T10:30:00Z");
const LONG_AGO = "2026-11-01T08:00:00Z";
const RUNNING: ContainerStatus = {
  name: "app",
  ready: true,
  restartCount: 0,
  state: { running: {} },
};

function pod(status: Pod["status"] & object, metadata: Partial<Pod["metadata"]> = {}): Pod {
  return {
    metadata: { name: "p", creationTimestamp: LONG_AGO, ...metadata },
    spec: { containers: [{ name: "app" }] },
    status: { phase: "Running", ...status },
  };
}

function died(finishedAt: string, rest: Partial<ContainerStatus> = {}): ContainerStatus {
  return {
    ...RUNNING,
    restartCount: 5,
    lastState: { terminated: { exitCode: 137, reason: "OOMKilled", finishedAt } },
    ...rest,
  };
}

function reasonOf(subject: Pod): string | undefined {
  const found = podProblem(subject, NOW);
  return found && `${found.severity} ${found.reason}`;
}

describe("podProblem", () => {
  const cases: readonly [fact: string, pod: Pod, expected: string | undefined][] = [
    ["nothing about a running pod", pod({ containerStatuses: [RUNNING] }), undefined],
    ["nothing about a completed pod", pod({ phase: "Succeeded" }), undefined],
    ["a failed pod as left over", pod({ phase: "Failed", reason: "Evicted" }), "1 Evicted"],
    [
      "an unschedulable pod",
      pod({
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }],
      }),
      "3 Unschedulable",
    ],
    [
      "a crash loop with how its container ended",
      pod({
        containerStatuses: [
          died("2026-11-01T10:29:00Z", {
            ready: false,
            state: { waiting: { reason: "CrashLoopBackOff" } },
          }),
        ],
      }),
      "3 CrashLoopBackOff (OOMKilled)",
    ],
    [
      "a crash loop between two crashes",
      pod({ containerStatuses: [died("2026-11-01T10:29:00Z")] }),
      "3 Restarting (OOMKilled)",
    ],
    [
      "the exit code where the reason says nothing",
      pod({
        containerStatuses: [{
          ...RUNNING,
          restartCount: 4,
          lastState: {
            terminated: { exitCode: 1, reason: "Error", finishedAt: "2026-11-01T10:29:00Z" },
          },
        }],
      }),
      "3 Restarting (exit 1)",
    ],
    [
      "one restart within the hour",
      pod({ containerStatuses: [died("2026-11-01T09:45:00Z", { restartCount: 1 })] }),
      "1 Restarted (OOMKilled)",
    ],
    [
      "nothing about a restart of yesterday",
      pod({ containerStatuses: [died("2026-10-31T09:45:00Z")] }),
      undefined,
    ],
    [
      "a pod that does not become ready",
      pod({ containerStatuses: [{ ...RUNNING, ready: false }] }),
      "2 NotReady",
    ],
    [
      "nothing about a pod that has just started",
      pod({ startTime: "2026-11-01T10:29:30Z", containerStatuses: [{ ...RUNNING, ready: false }] }),
      undefined,
    ],
    [
      "a pod that never gets its containers",
      pod({
        phase: "Pending",
        containerStatuses: [{ name: "app", state: { waiting: { reason: "ContainerCreating" } } }],
      }),
      "2 ContainerCreating",
    ],
    [
      "a pod that does not go away",
      pod({ containerStatuses: [RUNNING] }, { deletionTimestamp: "2026-11-01T10:00:00Z" }),
      "2 Terminating",
    ],
    [
      "nothing about a pod that is just going",
      pod({ containerStatuses: [RUNNING] }, { deletionTimestamp: "2026-11-01T10:29:30Z" }),
      undefined,
    ],
  ];
  for (const [fact, subject, expected] of cases) {
    it(`reports ${fact}`, () => assertEquals(reasonOf(subject), expected));
  }

  it("passes on Kubernetes' own words and the time", () => {
    const message = "0/20 nodes are available: 20 Insufficient memory.";
    const subject = pod({
      phase: "Pending",
      conditions: [{
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message,
        lastTransitionTime: LONG_AGO,
      }],
    });
    assertEquals(podProblem(subject, NOW), {
      reason: "Unschedulable (20 Insufficient memory)",
      severity: 3,
      since: LONG_AGO,
      message,
    });
  });
});
