import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartEvent,
  cartPod,
  cartReplicaSet,
  RECENTLY,
  situationWith,
  told,
} from "../../testing/situation_fixture.ts";
import type { Pod } from "../kube_pod.ts";
import { PREEMPTION_RULES } from "./rules_preemption.ts";

const EVENT = cartEvent({
  reason: "Preempted",
  message: "Preempted by pod <uid> on node node-07",
  lastObject: { kind: "Pod", name: "cart-6d5f7c9b8-gone2" },
  lastAt: RECENTLY,
});
const JOB_POD: Pod = {
  metadata: {
    name: "rebuild-4kd8w",
    namespace: "batch",
    ownerReferences: [{ kind: "Job", name: "rebuild" }],
  },
  spec: {
    nodeName: "node-07",
    priority: 1_000_000,
    priorityClassName: "urgent",
    containers: [{ name: "rebuild", resources: { requests: { cpu: "6800m" } } }],
  },
  status: {
    phase: "Running",
    conditions: [{
      type: "PodScheduled",
      status: "True",
      lastTransitionTime: "2026-11-01T10:06:00Z",
    }, { type: "Ready", status: "True" }],
  },
};
const CLASS = { metadata: { name: "urgent" }, value: 1_000_000 };

describe("pods-preempted", () => {
  it("names who of higher priority was bound to the node right after", () => {
    const objects = {
      pods: [JOB_POD, cartPod()],
      deployments: [cartDeployment({ spec: { replicas: 2 } })],
      priorityClasses: [CLASS],
    };
    assertEquals(told(PREEMPTION_RULES, situationWith({ objects, events: [EVENT] })), [
      "pods-preempted 3: Job batch/rebuild since 10:05",
      "- Job batch/rebuild (priority urgent (1000000), 1/1 ready, each asks cpu 6.8) took their places: 1 pod of Deployment shop/cart (priority 0) Preempted on node-07 at 10:05 «Preempted by pod <uid> on node node-07»",
      "- Deployment shop/cart: 1/2 ready",
      "+ cart: ended by the scheduler, not by its own fault or its node's",
    ]);
  });

  it("takes the start of a pod for the moment it was bound where its conditions leave that out", () => {
    const status = { phase: "Running", startTime: "2026-11-01T10:06:00Z" };
    const objects = {
      pods: [{ ...JOB_POD, status }, cartPod()],
      deployments: [cartDeployment({ spec: { replicas: 2 } })],
    };
    assertEquals(
      told(PREEMPTION_RULES, situationWith({ objects, events: [EVENT] }))[0],
      "pods-preempted 3: Job batch/rebuild since 10:05",
    );
  });

  it("blames nobody when no such pod is there", () => {
    const late = {
      ...JOB_POD,
      status: {
        ...JOB_POD.status,
        conditions: [{
          type: "PodScheduled",
          status: "True",
          lastTransitionTime: "2026-11-01T10:29:00Z",
        }],
      },
    };
    const objects = {
      pods: [late, cartPod()],
      deployments: [cartDeployment({ spec: { replicas: 2 } })],
    };
    assertEquals(told(PREEMPTION_RULES, situationWith({ objects, events: [EVENT] })).slice(0, 2), [
      "pods-preempted 3: Deployment shop/cart since 10:05",
      "- 1 pod of Deployment shop/cart (priority 0) Preempted on node-07 at 10:05 «Preempted by pod <uid> on node node-07»",
    ]);
  });

  it("does not hold when the preempted pods are back", () => {
    const objects = { pods: [JOB_POD, cartPod()], deployments: [cartDeployment()] };
    assertEquals(told(PREEMPTION_RULES, situationWith({ objects, events: [EVENT] })), [
      "not pods-preempted: cart: 1/1 ready again",
    ]);
  });
});

describe("pod-differs-from-template", () => {
  const wanted = { name: "cart", image: "cart:1.4.2", resources: { limits: { memory: "256Mi" } } };
  const replicaSets = [
    cartReplicaSet({ revision: 1, spec: { template: { spec: { containers: [wanted] } } } }),
  ];

  it("tells what admission changed and what may have done it", () => {
    const pods = [
      cartPod({ spec: { containers: [{ ...wanted, resources: { limits: { memory: "64Mi" } } }] } }),
    ];
    const mutatingWebhooks = [{
      metadata: { name: "right-sizer" },
      webhooks: [{ name: "x", rules: [{ resources: ["pods"] }] }],
    }];
    assertEquals(
      told(PREEMPTION_RULES, situationWith({ objects: { pods, replicaSets, mutatingWebhooks } })),
      [
        "pod-differs-from-template 1: Deployment shop/cart",
        "- memory limit of cart: 256Mi in the template, 64Mi in the pods (1 pod; may come from MutatingWebhookConfiguration right-sizer)",
      ],
    );
  });

  it("finds nothing in what admission only added, or writes otherwise", () => {
    const pods = [
      cartPod({
        spec: {
          containers: [{ ...wanted, resources: { limits: { memory: "262144Ki", cpu: "1" } } }, {
            name: "proxy",
          }],
        },
      }),
    ];
    assertEquals(told(PREEMPTION_RULES, situationWith({ objects: { pods, replicaSets } })), []);
  });
});
