import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartEvent,
  cartPod,
  cartReplicaSet,
  podOf,
  RUNNING,
  situationWith,
  told,
  unready,
} from "../../testing/situation_fixture.ts";
import type { Container } from "../kube_pod.ts";
import { MEMORY_RULES } from "./rules_memory.ts";

const KILLED = { exitCode: 137, reason: "OOMKilled", finishedAt: "2026-11-01T10:28:00Z" };
const CART: Container = {
  name: "cart",
  image: "cart:1.4.2",
  resources: { requests: { memory: "64Mi" }, limits: { memory: "96Mi" } },
};
const NODE = {
  metadata: { name: "node-01" },
  status: { conditions: [{ type: "MemoryPressure", status: "False" }] },
};

describe("container-oom-killed", () => {
  it("names the limit, who lowered it and when, and rules out image and node", () => {
    const pod = cartPod({
      spec: { nodeName: "node-01", containers: [CART] },
      status: unready({
        restartCount: 10,
        state: { waiting: { reason: "CrashLoopBackOff" } },
        lastState: { terminated: KILLED },
      }),
    });
    const before = { ...CART, resources: { limits: { memory: "256Mi" } } };
    const situation = situationWith({
      objects: {
        pods: [pod],
        nodes: [NODE],
        deployments: [cartDeployment({ status: { readyReplicas: 0 } })],
        replicaSets: [
          cartReplicaSet({ revision: 2, spec: { template: { spec: { containers: [CART] } } } }),
          cartReplicaSet({
            revision: 1,
            hash: "5d5f7c9b7",
            spec: { template: { spec: { containers: [before] } } },
          }),
        ],
      },
    });
    assertEquals(told(MEMORY_RULES, situation), [
      "container-oom-killed 3: Deployment shop/cart since 10:10",
      "- 0/1 ready; container cart of 1 pod OOMKilled, exit code 137 (OOMKilled), 10 restarts, now CrashLoopBackOff",
      "- container cart: memory limit 96Mi, request 64Mi; memory limit 256Mi -> 96Mi at 10:05; image cart:1.4.2",
      "+ cart: image unchanged (cart:1.4.2)",
      "+ cart: killed at its own limit, 1 node without MemoryPressure, not evicted",
    ]);
  });

  it("began with the first back-off, however often the pod was ready in between", () => {
    const pod = cartPod({
      spec: { containers: [CART] },
      status: unready({
        restartCount: 10,
        state: { waiting: { reason: "CrashLoopBackOff" } },
        lastState: { terminated: KILLED },
      }),
    });
    const events = [
      cartEvent({ reason: "BackOff", message: "Back-off", firstAt: "2026-11-01T09:41:00Z" }),
    ];
    const situation = situationWith({ objects: { pods: [pod] }, events });
    assertEquals(
      told(MEMORY_RULES, situation)[0],
      "container-oom-killed 3: Deployment shop/cart since 09:41",
    );
  });

  it("is less severe once the container runs again", () => {
    const pod = cartPod({
      spec: { containers: [CART] },
      status: {
        containerStatuses: [{ ...RUNNING, restartCount: 1, lastState: { terminated: KILLED } }],
      },
    });
    const situation = situationWith({
      objects: { pods: [pod], deployments: [cartDeployment()] },
    });
    assertEquals(
      told(MEMORY_RULES, situation)[0],
      "container-oom-killed 2: Deployment shop/cart since 10:28",
    );
  });

  it("rules out the containers beside it", () => {
    const status = unready({ lastState: { terminated: KILLED } });
    const containerStatuses = [
      ...(status.containerStatuses ?? []),
      { ...RUNNING, name: "shipper" },
      { ...RUNNING, name: "proxy", restartCount: 1 },
    ];
    const pods = [cartPod({ status: { ...status, containerStatuses } })];
    assertEquals(
      told(MEMORY_RULES, situationWith({ objects: { pods } })).filter((line) => line[0] === "+"),
      ["+ cart: container shipper runs, 0 restarts"],
    );
  });

  it("does not hold when the pods have run for hours since", () => {
    const finishedAt = "2026-11-01T06:28:00Z";
    const pod = cartPod({
      status: {
        containerStatuses: [{ ...RUNNING, lastState: { terminated: { ...KILLED, finishedAt } } }],
      },
    });
    const objects = { pods: [pod], deployments: [cartDeployment()] };
    assertEquals(told(MEMORY_RULES, situationWith({ objects })), [
      "not container-oom-killed: 1/1 ready and no restart for 4h2m",
    ]);
  });

  it("blames the node for containers without a limit when it has MemoryPressure", () => {
    const pod = cartPod({ status: unready({ lastState: { terminated: KILLED } }) });
    const node = {
      ...NODE,
      status: { conditions: [{ type: "MemoryPressure", status: "True" }] },
    };
    assertEquals(told(MEMORY_RULES, situationWith({ objects: { pods: [pod], nodes: [node] } })), [
      "not container-oom-killed: cart has no memory limit, and node node-01 has MemoryPressure",
    ]);
  });

  it("finds nothing in pods that ended otherwise", () => {
    const pod = cartPod({
      status: unready({
        lastState: { terminated: { exitCode: 1, finishedAt: "2026-11-01T10:28:00Z" } },
      }),
    });
    assertEquals(told(MEMORY_RULES, situationWith({ objects: { pods: [pod] } })), []);
  });
});

describe("node-system-oom", () => {
  it("counts the kills that a node reports", () => {
    const event = cartEvent({
      reason: "SystemOOM",
      message: "System OOM encountered, victim process: java",
      namespace: "",
      owner: { kind: "Node", name: "node-07" },
      lastObject: { kind: "Node", name: "node-07" },
    });
    assertEquals(told(MEMORY_RULES, situationWith({ events: [event] })), [
      "node-system-oom 2: Node node-07 since 10:05",
      "- SystemOOM: 4 kills for lack of memory on the node «System OOM encountered, victim process: java»",
    ]);
  });

  it("names who has no limit and who was killed, whose own limit then is not to blame", () => {
    const killed = cartPod({
      spec: { nodeName: "node-07", containers: [CART] },
      status: {
        containerStatuses: [{ ...RUNNING, restartCount: 2, lastState: { terminated: KILLED } }],
      },
    });
    const greedy = podOf("export", {
      spec: { nodeName: "node-07", containers: [{ name: "export" }] },
      metadata: { creationTimestamp: "2026-11-01T09:50:00Z" },
    });
    const event = cartEvent({
      reason: "SystemOOM",
      message: "System OOM encountered, victim process: cart",
      namespace: "",
      owner: { kind: "Node", name: "node-07" },
      lastObject: { kind: "Node", name: "node-07" },
      lastAt: KILLED.finishedAt,
    });
    const situation = situationWith({ objects: { pods: [killed, greedy] }, events: [event] });
    assertEquals(told(MEMORY_RULES, situation), [
      "node-system-oom 2: Node node-07 since 10:05",
      "- SystemOOM: 4 kills for lack of memory on the node «System OOM encountered, victim process: cart»",
      "- Deployment shop/export runs on node-07 without a memory limit since 09:50 (no request)",
      "- Deployment shop/cart: container cart killed with exit code 137 (OOMKilled), 2 restarts, memory limit 96Mi",
      "not container-oom-killed: cart was killed with others when node node-07 had no memory left",
    ]);
  });
});
