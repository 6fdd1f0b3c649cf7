import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { ContainerStatus, Pod } from "./kube_pod.ts";
import type { Replicated } from "./kube_workload.ts";
import { type WorkloadHealth, workloadHealth } from "./workload_health.ts";

const NOW = new Date("2026-11-01T10:30:00Z");
const HEALTHY: ContainerStatus = {
  name: "app",
  ready: true,
  restartCount: 0,
  state: { running: {} },
};
const CRASHING: ContainerStatus = {
  name: "app",
  ready: false,
  restartCount: 6,
  state: { waiting: { reason: "CrashLoopBackOff" } },
  lastState: {
    terminated: { exitCode: 137, reason: "OOMKilled", finishedAt: "2026-11-01T10:29:00Z" },
  },
};

function pod(
  name: string,
  container: ContainerStatus,
  { owner = "cart", namespace = "shop" } = {},
): Pod {
  return {
    metadata: {
      name,
      namespace,
      creationTimestamp: "2026-11-01T08:00:00Z",
      labels: { "pod-template-hash": "6d5f7c9b8" },
      ownerReferences: [{ kind: "ReplicaSet", name: `${owner}-6d5f7c9b8`, controller: true }],
    },
    spec: { containers: [{ name: "app" }] },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: container.ready ? "True" : "False" }],
      containerStatuses: [container],
    },
  };
}

function deployment(name: string, replicas: number, ready: number, rest: object = {}): Replicated {
  return {
    metadata: { name, namespace: "shop" },
    spec: { replicas },
    status: { readyReplicas: ready, ...rest },
  };
}

function lines(rows: readonly WorkloadHealth[]): string[] {
  return rows.map((row) =>
    `${row.severity} ${row.namespace} ${row.kind}/${row.name} ${row.ready}/${row.desired} ${row.restarts} ${
      row.problem ?? "-"
    }`
  );
}

describe("workloadHealth", () => {
  it("folds pods into their workload with counted reasons and a pod to look at", () => {
    const [row] = workloadHealth({
      pods: [pod("cart-b", CRASHING), pod("cart-a", CRASHING), pod("cart-c", HEALTHY)],
      deployments: [deployment("cart", 3, 1)],
    }, NOW);
    assertEquals(row, {
      namespace: "shop",
      kind: "Deployment",
      name: "cart",
      desired: 3,
      ready: 1,
      restarts: 12,
      severity: 3,
      problem: "2 CrashLoopBackOff (OOMKilled)",
      since: "2026-11-01T08:00:00Z",
      pod: "cart-a",
    });
  });

  it("puts the worst first and orders the rest by name, whatever the order of the input", () => {
    const objects = {
      pods: [
        pod("web-a", HEALTHY, { owner: "web" }),
        pod("api-a", HEALTHY, { owner: "api" }),
        pod("cart-a", CRASHING),
        pod("slow-a", { ...HEALTHY, ready: false }, { owner: "slow" }),
      ],
      deployments: [deployment("cart", 1, 0), deployment("api", 1, 1), deployment("web", 1, 1)],
    };
    const expected = [
      "3 shop Deployment/cart 0/1 6 CrashLoopBackOff (OOMKilled)",
      "2 shop Deployment/slow 0/1 0 NotReady",
      "0 shop Deployment/api 1/1 0 -",
      "0 shop Deployment/web 1/1 0 -",
    ];
    assertEquals(lines(workloadHealth(objects, NOW)), expected);
    const reversed = {
      pods: objects.pods.toReversed(),
      deployments: objects.deployments.toReversed(),
    };
    assertEquals(lines(workloadHealth(reversed, NOW)), expected);
  });

  it("lets the controller say why there are no pods", () => {
    const failing = deployment("quota", 2, 0, {
      conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate" }],
    });
    const stuck = deployment("stuck", 2, 1, {
      conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }],
    });
    const rows = workloadHealth({ pods: [], deployments: [stuck, failing] }, NOW);
    assertEquals(lines(rows), [
      "2 shop Deployment/quota 0/2 0 FailedCreate",
      "2 shop Deployment/stuck 1/2 0 ProgressDeadlineExceeded",
    ]);
  });

  it("says that a workload has no ready pod when nobody gives a reason", () => {
    const rows = workloadHealth({ pods: [], deployments: [deployment("ghost", 1, 0)] }, NOW);
    assertEquals(lines(rows), ["2 shop Deployment/ghost 0/1 0 no ready pod"]);
  });

  it("names the node when only the pods on one are in trouble", () => {
    const on = (name: string, container: ContainerStatus, nodeName: string): Pod => {
      const subject = pod(name, container);
      return { ...subject, spec: { ...subject.spec, nodeName } };
    };
    const unready = { ...HEALTHY, ready: false };
    const problem = (...pods: Pod[]) => workloadHealth({ pods }, NOW)[0]?.problem;
    const healthy = on("cart-c", HEALTHY, "node-2");
    assertEquals(
      problem(on("cart-a", unready, "node-1"), on("cart-b", unready, "node-1"), healthy),
      "2 NotReady on node-1",
    );
    assertEquals(
      problem(on("cart-a", unready, "node-1"), on("cart-b", unready, "node-3"), healthy),
      "2 NotReady",
    );
    assertEquals(problem(on("cart-a", unready, "node-1")), "NotReady");
  });

  it("leaves out the pods of finished Jobs, but not failed pods of others", () => {
    const ended = (name: string, phase: string, kind: string): Pod => ({
      metadata: {
        name,
        namespace: "shop",
        ownerReferences: [{ kind, name: kind, controller: true }],
      },
      status: { phase },
    });
    const rows = workloadHealth({
      pods: [
        ended("a", "Failed", "Job"),
        ended("b", "Succeeded", "Job"),
        ended("c", "Failed", "Widget"),
      ],
    }, NOW);
    assertEquals(lines(rows), ["1 shop Widget/Widget 0/0 0 Failed"]);
  });

  it("finds nothing wrong with a workload scaled to nothing", () => {
    const rows = workloadHealth({ pods: [], deployments: [deployment("idle", 0, 0)] }, NOW);
    assertEquals(lines(rows), ["0 shop Deployment/idle 0/0 0 -"]);
  });
});
