import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertMatch } from "@std/assert";
import {
  cartDeployment,
  cartEvent,
  cartPod,
  cartReplicaSet,
  LONG_AGO,
  RUNNING,
  situationWith,
  told,
  unready,
} from "../../testing/situation_fixture.ts";
import type { Container } from "../kube_pod.ts";
import { PROBE_RULES } from "./rules_probes.ts";

function cart(path: string, port: number | string = "main"): Container {
  const probe = { httpGet: { path, port }, periodSeconds: 5 };
  return {
    name: "cart",
    image: "cart:1.4.2",
    ports: [{ name: "main", containerPort: 8080 }],
    livenessProbe: probe,
    readinessProbe: probe,
  };
}

const ENDED = { exitCode: 143, reason: "Error", finishedAt: "2026-11-01T10:28:00Z" };
const EVENT = cartEvent({
  reason: "Unhealthy",
  message: "Liveness probe failed: HTTP probe failed with statuscode: 404",
});

describe("liveness-probe-kills", () => {
  it("tells what the probe asks now and asked before", () => {
    const status = unready({ restartCount: 9, lastState: { terminated: ENDED } });
    const replicaSets = [cart("/livez"), cart("/healthz")].map((container, at) =>
      cartReplicaSet({
        revision: 2 - at,
        hash: `6d5f7c9b${8 - at}`,
        spec: { template: { spec: { containers: [container] } } },
      })
    );
    const pods = [cartPod({ spec: { containers: [cart("/livez")] }, status })];
    const situation = situationWith({ objects: { pods, replicaSets }, events: [EVENT] });
    assertEquals(told([PROBE_RULES[0]!], situation), [
      "liveness-probe-kills 3: Deployment shop/cart since 10:05",
      "- 0/1 ready; container cart of 1 pod failed its liveness probe and was ended with exit code 143 (asked to end, SIGTERM), 9 restarts «Liveness probe failed: HTTP probe failed with statuscode: 404»",
      "- liveness probe of cart: GET /livez on port main (8080) (timeout 1s, every 5s, 3 failures); liveness probe GET /healthz on port main (8080) -> GET /livez on port main (8080) at 10:05; image cart:1.4.2",
      "+ cart: exit code 143 (asked to end, SIGTERM) by the kubelet, not OOMKilled, no error of its own",
      "+ cart: image unchanged (cart:1.4.2)",
    ]);
  });

  it("finds nothing in a container that ends by an error of its own", () => {
    const status = unready({
      restartCount: 9,
      lastState: { terminated: { ...ENDED, exitCode: 1 } },
    });
    const objects = { pods: [cartPod({ status })] };
    assertEquals(told([PROBE_RULES[0]!], situationWith({ objects, events: [EVENT] })), []);
  });

  it("does not hold when the pods have run for hours since", () => {
    const lastState = { terminated: { ...ENDED, finishedAt: LONG_AGO } };
    const status = { containerStatuses: [{ ...RUNNING, restartCount: 1, lastState }] };
    const objects = { pods: [cartPod({ status })], deployments: [cartDeployment()] };
    assertEquals(told([PROBE_RULES[0]!], situationWith({ objects, events: [EVENT] })), [
      "not liveness-probe-kills: 1/1 ready and no restart for 31d",
    ]);
  });
});

describe("readiness-probe-fails", () => {
  it("tells that the probe asks a port that the container does not have", () => {
    const pods = [cartPod({ spec: { containers: [cart("/ready", 9090)] }, status: unready({}) })];
    assertEquals(told(PROBE_RULES, situationWith({ objects: { pods } })), [
      "readiness-probe-fails 2: Deployment shop/cart since 10:10",
      "- 0/1 ready; container cart of 1 pod Running but not ready: its readiness probe fails",
      "- readiness probe of cart: GET /ready on port 9090 (timeout 1s, every 5s, 3 failures); port 9090 is not among the container's ports (main 8080); image cart:1.4.2",
      "+ cart: containers run, not in CrashLoopBackOff",
    ]);
  });

  it("says how long a container may take to start", () => {
    const startupProbe = { exec: { command: ["/up"] }, periodSeconds: 3, initialDelaySeconds: 5 };
    const pod = cartPod({
      spec: { containers: [{ ...cart("/ready"), startupProbe }] },
      status: unready({ started: false }),
    });
    assertMatch(
      told(PROBE_RULES, situationWith({ objects: { pods: [pod] } }))[2] ?? "",
      /delay 5s, timeout 1s, every 3s, 3 failures: 14s to start/,
    );
  });

  it("speaks of the startup probe while that has not passed", () => {
    const container = { ...cart("/ready"), startupProbe: { exec: { command: ["/up"] } } };
    const status = unready({ started: false });
    const pods = [cartPod({ spec: { containers: [container] }, status })];
    assertEquals(
      told(PROBE_RULES, situationWith({ objects: { pods } }))[1],
      "- 0/1 ready; container cart of 1 pod Running but not ready: its startup probe fails",
    );
  });

  it("grants a container two minutes to become ready", () => {
    const status = unready({ state: { running: { startedAt: "2026-11-01T10:29:00Z" } } });
    const pods = [cartPod({ spec: { containers: [cart("/ready")] }, status })];
    assertEquals(told(PROBE_RULES, situationWith({ objects: { pods } })), []);
  });

  it("finds nothing in a ready pod", () => {
    const pods = [cartPod({ spec: { containers: [cart("/ready")] } })];
    assertEquals(told(PROBE_RULES, situationWith({ objects: { pods } })), []);
  });
});
