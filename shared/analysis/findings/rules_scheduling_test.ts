import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartPod,
  LONG_AGO,
  RECENTLY,
  situationWith,
  told,
} from "../../testing/situation_fixture.ts";
import type { Node } from "../kube_node.ts";
import type { PodSpec } from "../kube_pod.ts";
import { SCHEDULING_RULES } from "./rules_scheduling.ts";

function node(name: string, zone: string, spec: Node["spec"] = {}): Node {
  return {
    metadata: { name, labels: { zone } },
    spec,
    status: { allocatable: { cpu: "2", memory: "4Gi" } },
  };
}

function refused(message: string, spec: PodSpec) {
  const unbound = cartPod({
    spec,
    status: {
      phase: "Pending",
      containerStatuses: [],
      conditions: [{
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message,
        lastTransitionTime: RECENTLY,
      }],
    },
  });
  const { nodeName: _, ...rest } = unbound.spec ?? {};
  return { ...unbound, spec: rest };
}

const NODES = [
  node("node-01", "a"),
  node("node-02", "b", { taints: [{ key: "dedicated", value: "db", effect: "NoSchedule" }] }),
];
const ASKS = { containers: [{ name: "cart", resources: { requests: { cpu: "500m" } } }] };

describe("pod-fits-no-node", () => {
  it("names the selector and what the nodes have instead", () => {
    const pods = [
      refused("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.", {
        nodeSelector: { zone: "zone-b" },
      }),
    ];
    assertEquals(told(SCHEDULING_RULES, situationWith({ objects: { pods, nodes: NODES } })), [
      "pod-fits-no-node 3: Deployment shop/cart since 10:05",
      "- 0/1 ready; 1 pod (cart-6d5f7c9b8-x2x4z) Pending, Unschedulable, 0/2 nodes fit «0/2 nodes: 2 didn't match Pod's node affinity/selector»",
      "- nodeSelector zone=zone-b matches 0 of 2 nodes; nodes have zone a, b; taint dedicated=db:NoSchedule on 1 of 2 nodes is not tolerated",
      "+ cart: Insufficient cpu or memory on 0 nodes",
    ]);
  });

  it("names taints that are not tolerated, and cordoned nodes", () => {
    const nodes = [...NODES.slice(1), node("node-03", "a", { unschedulable: true })];
    const pods = [
      refused(
        "0/2 nodes are available: 1 node(s) had untolerated taint {dedicated: db}, 1 node(s) were unschedulable.",
        {},
      ),
    ];
    assertEquals(
      told(SCHEDULING_RULES, situationWith({ objects: { pods, nodes } }))[2],
      "- taint dedicated=db:NoSchedule on 1 of 2 nodes is not tolerated; 1 of 2 nodes cordoned (SchedulingDisabled): node-03",
    );
  });

  it("names the pods that may not run beside one another, and by what", () => {
    const term = { topologyKey: "zone", labelSelector: { matchLabels: { app: "cart" } } };
    const pods = [
      refused("0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.", {
        affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
        topologySpreadConstraints: [{ ...term, maxSkew: 1, whenUnsatisfiable: "DoNotSchedule" }],
      }),
    ];
    const nodes = [node("node-01", "a"), node("node-02", "b")];
    assertEquals(
      told(SCHEDULING_RULES, situationWith({ objects: { pods, nodes } }))[2],
      "- pod anti-affinity: never two in one, app=cart by zone, of which 2 nodes have 2; " +
        "topology spread: maxSkew 1 of app=cart by zone, of which 2 nodes have 2, DoNotSchedule",
    );
  });

  it("leaves pods that wait for their volume to the rules about volumes", () => {
    const pods = [
      refused("0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.", {}),
    ];
    assertEquals(told(SCHEDULING_RULES, situationWith({ objects: { pods, nodes: NODES } })), []);
  });

  it("finds nothing when the pods are on nodes", () => {
    assertEquals(
      told(SCHEDULING_RULES, situationWith({ objects: { pods: [cartPod()], nodes: NODES } })),
      [],
    );
  });

  it("does not hold once the pods are on nodes", () => {
    const found = {
      entity: { kind: "Deployment", namespace: "shop", name: "cart" },
      facts: [{ text: "" }] as const,
    };
    assertEquals(
      SCHEDULING_RULES[0]!.disconfirm(found, situationWith({ objects: { pods: [cartPod()] } })),
      "cart: all its pods are on nodes",
    );
  });
});

describe("nodes-have-no-room", () => {
  it("compares what is asked with the node that has most left", () => {
    const other = cartPod({
      name: "b7k9m",
      spec: {
        nodeName: "node-01",
        containers: [{ name: "x", resources: { requests: { cpu: "1800m" } } }],
      },
    });
    const pods = [
      refused(
        "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector.",
        { ...ASKS, nodeSelector: { zone: "a" } },
      ),
      other,
    ];
    assertEquals(told(SCHEDULING_RULES, situationWith({ objects: { pods, nodes: NODES } })), [
      "nodes-have-no-room 3: Deployment shop/cart since 10:05",
      "- 1/2 ready; 1 pod (cart-6d5f7c9b8-x2x4z) Pending, Unschedulable, 0/2 nodes fit «0/2 nodes: 1 Insufficient cpu; 1 didn't match Pod's node affinity/selector»",
      "- nodeSelector zone=a matches 1 of 2 nodes; asks cpu 500m, most free of 1 nodes it may use is 200m on node-01",
      "+ cart: selector, affinity and taints admit 1 of 2 nodes, only cpu is short",
    ]);
  });
});

describe("scheduler-ignores-pod", () => {
  it("names the scheduler that a pod waits for", () => {
    const { nodeName: _, ...spec } = cartPod().spec ?? {};
    const pod = cartPod({
      status: { phase: "Pending", conditions: [], containerStatuses: [] },
      metadata: { creationTimestamp: LONG_AGO },
    });
    const pods = [{ ...pod, spec: { ...spec, schedulerName: "gpu-scheduler" } }];
    assertEquals(told(SCHEDULING_RULES, situationWith({ objects: { pods } })), [
      "scheduler-ignores-pod 3: Deployment shop/cart since 08:00",
      "- 0/1 ready; 1 pod Pending, not looked at by scheduler gpu-scheduler",
    ]);
  });
});
