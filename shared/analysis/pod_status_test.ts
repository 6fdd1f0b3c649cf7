import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { ContainerState, ContainerStatus, Pod } from "./kube_pod.ts";
import { podStatus } from "./pod_status.ts";

const RUNNING: ContainerStatus = {
  name: "app",
  ready: true,
  restartCount: 0,
  state: { running: {} },
};

function pod(status: Pod["status"] & object, spec: Pod["spec"] & object = {}): Pod {
  return { metadata: { name: "p" }, spec: { containers: [{ name: "app" }], ...spec }, status };
}

function container(state: ContainerState, rest: Partial<ContainerStatus> = {}): ContainerStatus {
  return { name: "app", ready: false, restartCount: 0, state, ...rest };
}

function ended(exitCode: number, reason?: string): ContainerState {
  return { terminated: { exitCode, ...(reason && { reason }) } };
}

describe("podStatus", () => {
  const init = { initContainers: [{ name: "one" }, { name: "two" }] };
  const cases: readonly [
    fact: string,
    pod: Pod,
    status: string,
    ready: string,
    restarts: number,
  ][] = [
    ["the phase of a pod without containers yet", pod({ phase: "Pending" }), "Pending", "0/1", 0],
    ["the pod's own reason", pod({ phase: "Failed", reason: "Evicted" }), "Evicted", "0/1", 0],
    [
      "a gate before scheduling",
      pod({
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "SchedulingGated" }],
      }),
      "SchedulingGated",
      "0/1",
      0,
    ],
    ["a running pod", pod({ phase: "Running", containerStatuses: [RUNNING] }), "Running", "1/1", 0],
    [
      "what a container waits for",
      pod({
        phase: "Running",
        containerStatuses: [
          container({ waiting: { reason: "CrashLoopBackOff" } }, { restartCount: 7 }),
        ],
      }),
      "CrashLoopBackOff",
      "0/1",
      7,
    ],
    [
      "how a container ended without a reason",
      pod({ phase: "Failed", containerStatuses: [container(ended(3))] }),
      "ExitCode:3",
      "0/1",
      0,
    ],
    [
      "the signal that ended a container",
      pod({
        phase: "Failed",
        containerStatuses: [container({ terminated: { exitCode: 0, signal: 9 } })],
      }),
      "Signal:9",
      "0/1",
      0,
    ],
    [
      "Running when one of two containers has completed and the pod is ready",
      pod({
        phase: "Running",
        conditions: [{ type: "Ready", status: "True" }],
        containerStatuses: [container(ended(0, "Completed")), RUNNING],
      }, { containers: [{ name: "once" }, { name: "app" }] }),
      "Running",
      "1/2",
      0,
    ],
    [
      "NotReady when one of two containers has completed and the pod is not ready",
      pod({
        phase: "Running",
        containerStatuses: [container(ended(0, "Completed")), RUNNING],
      }, { containers: [{ name: "once" }, { name: "app" }] }),
      "NotReady",
      "1/2",
      0,
    ],
    [
      "how far initialisation has come",
      pod({
        phase: "Pending",
        initContainerStatuses: [container(ended(0)), container({ running: {} })],
      }, init),
      "Init:1/2",
      "0/1",
      0,
    ],
    [
      "what an init container waits for, with its restarts",
      pod({
        phase: "Pending",
        initContainerStatuses: [
          container({ waiting: { reason: "ImagePullBackOff" } }, { restartCount: 2 }),
        ],
      }, init),
      "Init:ImagePullBackOff",
      "0/1",
      2,
    ],
    [
      "how an init container failed",
      pod({ phase: "Pending", initContainerStatuses: [container(ended(2, "Error"))] }, init),
      "Init:Error",
      "0/1",
      0,
    ],
    [
      "a sidecar as one of the containers",
      pod({
        phase: "Running",
        conditions: [{ type: "Initialized", status: "True" }],
        initContainerStatuses: [{ ...RUNNING, name: "proxy", started: true, restartCount: 1 }],
        containerStatuses: [{ ...RUNNING, restartCount: 2 }],
      }, { initContainers: [{ name: "proxy", restartPolicy: "Always" }] }),
      "Running",
      "2/2",
      3,
    ],
  ];
  for (const [fact, subject, status, ready, restarts] of cases) {
    it(`tells ${fact}`, () => {
      const found = podStatus(subject);
      assertEquals([found.status, `${found.ready}/${found.containers}`, found.restarts], [
        status,
        ready,
        restarts,
      ]);
    });
  }

  it("calls a deleted pod Terminating, unless it has ended or its node is lost", () => {
    const deleted = (status: Pod["status"] & object): Pod => ({
      metadata: { name: "p", deletionTimestamp: "2026-11-01T10:00:00Z" },
      status,
    });
    assertEquals(podStatus(deleted({ phase: "Running" })).status, "Terminating");
    assertEquals(podStatus(deleted({ phase: "Succeeded" })).status, "Succeeded");
    assertEquals(podStatus(deleted({ phase: "Running", reason: "NodeLost" })).status, "Unknown");
  });

  it("gives the newest termination with its container", () => {
    const died = (name: string, finishedAt: string): ContainerStatus => ({
      ...RUNNING,
      name,
      lastState: { terminated: { exitCode: 137, reason: "OOMKilled", finishedAt } },
    });
    const subject = pod({
      phase: "Running",
      containerStatuses: [died("old", "2026-11-01T09:00:00Z"), died("new", "2026-11-01T10:00:00Z")],
    });
    assertEquals(podStatus(subject).lastTermination, {
      container: "new",
      exitCode: 137,
      reason: "OOMKilled",
      finishedAt: "2026-11-01T10:00:00Z",
    });
  });
});
