import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartEvent,
  cartPod,
  cartReplicaSet,
  RUNNING,
  situationWith,
  told,
  unready,
} from "../../testing/situation_fixture.ts";
import { CRASH_RULES } from "./rules_crashes.ts";

const BACK_OFF = { waiting: { reason: "CrashLoopBackOff", message: "back-off 5m0s" } };
const ENDED = {
  exitCode: 1,
  reason: "Error",
  message: "GATEWAY_URL is not set",
  finishedAt: "2026-11-01T10:28:00Z",
};
const CRASHING = unready({ restartCount: 6, state: BACK_OFF, lastState: { terminated: ENDED } });

describe("container-crash-looping", () => {
  it("quotes the last words and tells who serves while the rollout is half done", () => {
    const container = { name: "cart", image: "cart:1.5.0", command: ["/cart", "--serve"] };
    const old = { template: { spec: { containers: [{ name: "cart", image: "cart:1.4.2" }] } } };
    const situation = situationWith({
      objects: {
        pods: [cartPod({ spec: { containers: [container] }, status: CRASHING })],
        deployments: [cartDeployment({
          spec: { replicas: 2 },
          status: {
            readyReplicas: 2,
            conditions: [{
              type: "Progressing",
              status: "False",
              reason: "ProgressDeadlineExceeded",
              lastTransitionTime: "2026-11-01T10:15:00Z",
            }],
          },
        })],
        replicaSets: [
          cartReplicaSet({
            revision: 2,
            spec: { replicas: 1, template: { spec: { containers: [container] } } },
          }),
          cartReplicaSet({
            revision: 1,
            hash: "5d5f7c9b7",
            spec: { replicas: 2, ...old },
            status: { readyReplicas: 2 },
          }),
        ],
      },
      events: [cartEvent({ reason: "BackOff", message: "Back-off restarting failed container" })],
    });
    assertEquals(told(CRASH_RULES, situation), [
      "container-crash-looping 3: Deployment shop/cart since 10:05",
      "- 2/2 ready; container cart of 1 pod in CrashLoopBackOff, last ended with exit code 1, 6 restarts " +
      "«GATEWAY_URL is not set»",
      "- image cart:1.5.0 since 10:05, before cart:1.4.2; command /cart --serve; " +
      "command none -> /cart --serve at 10:05",
      "- cart 2/2 ready: the old ReplicaSet cart-5d5f7c9b7 still serves with 2 ready (image cart:1.4.2), " +
      "the new cart-6d5f7c9b8 has 0/1 ready (image cart:1.5.0) and ProgressDeadlineExceeded since 10:15",
      "+ cart: exit code 1, not OOMKilled, image was pulled",
    ]);
  });

  it("reads the last words from the logs of the ended run when the kubelet kept none", () => {
    const status = unready({
      state: BACK_OFF,
      lastState: { terminated: { exitCode: 127, finishedAt: "2026-11-01T10:28:00Z" } },
    });
    const line = {
      entity: { kind: "Deployment", namespace: "shop", name: "cart" },
      kind: "new" as const,
      level: "error",
      template: "t",
      sample: "sh: /cart: not found",
      count: 3,
      expected: 0,
      since: "2026-11-01T10:05:00Z",
      lastAt: "2026-11-01T10:28:00Z",
      pods: [],
      nodes: [],
      previousOf: "cart",
    };
    const situation = situationWith({ objects: { pods: [cartPod({ status })] }, logs: [line] });
    assertEquals(
      told(CRASH_RULES, situation)[1],
      "- 0/1 ready; container cart of 1 pod in CrashLoopBackOff, last ended with exit code 127 " +
        "(the command was not found), 0 restarts «sh: /cart: not found»",
    );
  });

  it("leaves to other rules what the kernel, the kubelet or the processor ended", () => {
    const oom = { ...ENDED, exitCode: 137, reason: "OOMKilled" };
    const format = { ...ENDED, exitCode: 255, message: "exec /cart: exec format error" };
    for (const terminated of [oom, format]) {
      const status = unready({ state: BACK_OFF, lastState: { terminated } });
      const situation = situationWith({ objects: { pods: [cartPod({ status })] } });
      assertEquals(told(CRASH_RULES, situation), []);
    }
    const status = unready({
      state: BACK_OFF,
      lastState: { terminated: { ...ENDED, exitCode: 143 } },
    });
    const killed = situationWith({
      objects: { pods: [cartPod({ status })] },
      events: [cartEvent({ reason: "Unhealthy", message: "Liveness probe failed: 404" })],
    });
    assertEquals(told(CRASH_RULES, killed), []);
  });

  it("does not hold for a container that restarted thrice and runs for hours since", () => {
    const running = cartPod({
      status: {
        containerStatuses: [{
          ...RUNNING,
          restartCount: 3,
          state: { terminated: { exitCode: 1, finishedAt: "2026-11-01T10:29:00Z" } },
          lastState: { terminated: { ...ENDED, finishedAt: "2026-11-01T07:30:00Z" } },
        }],
      },
    });
    const objects = { pods: [running], deployments: [cartDeployment()] };
    assertEquals(told(CRASH_RULES, situationWith({ objects })), [
      "not container-crash-looping: 1/1 ready and no restart for 3h",
    ]);
  });

  it("finds nothing in a healthy pod", () => {
    const objects = { pods: [cartPod()], deployments: [cartDeployment()] };
    assertEquals(told(CRASH_RULES, situationWith({ objects })), []);
  });
});

describe("container-cannot-start", () => {
  it("quotes what the runtime says about the command", () => {
    const message = 'exec: "/crat": stat /crat: no such file or directory';
    const status = unready({
      restartCount: 2,
      state: { waiting: { reason: "RunContainerError", message } },
      lastState: {
        terminated: {
          exitCode: 128,
          reason: "StartError",
          finishedAt: "2026-11-01T10:28:00Z",
        },
      },
    });
    const spec = { containers: [{ name: "cart", image: "cart:1.4.2", command: ["/crat"] }] };
    assertEquals(
      told(CRASH_RULES, situationWith({ objects: { pods: [cartPod({ spec, status })] } })),
      [
        "container-cannot-start 3: Deployment shop/cart since 10:10",
        "- 0/1 ready; container cart of 1 pod in RunContainerError, last ended with exit code 128 (StartError), " +
        `2 restarts «${message}»`,
        "- image cart:1.4.2; command /crat",
        "+ cart: exit code 128 (StartError), not OOMKilled, image was pulled",
      ],
    );
  });
});
