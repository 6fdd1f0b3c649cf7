import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartEvent,
  cartPod,
  LONG_AGO,
  situationWith,
  told,
  unready,
} from "../../testing/situation_fixture.ts";
import { IMAGE_RULES } from "./rules_images.ts";

const MESSAGE =
  'Failed to pull image "cart:1.5.0-rc": code = NotFound desc = cart:1.5.0-rc: not found';
const SPEC = { nodeName: "node-01", containers: [{ name: "cart", image: "cart:1.5.0-rc" }] };
const WAITING = unready({
  state: { waiting: { reason: "ImagePullBackOff", message: "Back-off" } },
});

describe("image-pull-failed", () => {
  it("names the image and quotes the registry", () => {
    const objects = {
      pods: [cartPod({ spec: SPEC, status: WAITING }), cartPod({ name: "b7k9m" })],
      deployments: [cartDeployment({ spec: { replicas: 2 } })],
    };
    const events = [cartEvent({ reason: "Failed", message: MESSAGE })];
    assertEquals(told(IMAGE_RULES, situationWith({ objects, events })), [
      "image-pull-failed 3: Deployment shop/cart since 10:05",
      '- 1/2 ready; container cart of 1 pod in ImagePullBackOff: image cart:1.5.0-rc not found in its registry «Failed to pull image "cart:1.5.0-rc": code = NotFound desc = cart:1.5.0-rc: not found»',
      "+ cart: 1 other pod ready",
    ]);
  });

  it("does not hold when the image was pulled after the last failure", () => {
    const events = [
      cartEvent({ reason: "Failed", message: MESSAGE }),
      cartEvent({
        reason: "Pulled",
        message: "Successfully pulled",
        lastAt: "2026-11-01T10:28:00Z",
      }),
    ];
    const objects = {
      pods: [cartPod({ spec: SPEC, status: WAITING })],
      deployments: [cartDeployment()],
    };
    assertEquals(told(IMAGE_RULES, situationWith({ objects, events })), [
      "not image-pull-failed: cart: the image was pulled later, 1/1 ready",
    ]);
  });

  it("finds nothing in a healthy pod", () => {
    assertEquals(told(IMAGE_RULES, situationWith({ objects: { pods: [cartPod()] } })), []);
  });
});

describe("image-wrong-architecture", () => {
  const ended = {
    exitCode: 255,
    message: "exec /cart: exec format error",
    finishedAt: "2026-11-01T10:28:00Z",
  };
  const status = unready({ lastState: { terminated: ended } });
  const nodes = ["node-01", "node-02"].map((name) => ({
    metadata: { name },
    status: { nodeInfo: { architecture: "amd64" } },
  }));

  it("names the architecture of the nodes", () => {
    const objects = { pods: [cartPod({ status })], nodes };
    assertEquals(told(IMAGE_RULES, situationWith({ objects })), [
      "image-wrong-architecture 3: Deployment shop/cart since 10:10",
      "- container cart of cart: exec format error, exit code 255, image cart:1.4.2 is built for another architecture «exec /cart: exec format error»",
      "- it ran on node node-01 amd64; all nodes: 2 amd64",
      "+ cart: the image was pulled, not OOMKilled",
    ]);
  });

  it("does not hold when all pods are ready", () => {
    const ready = {
      ...status,
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: LONG_AGO }],
      containerStatuses: [{
        name: "cart",
        ready: true,
        restartCount: 1,
        state: { running: { startedAt: LONG_AGO } },
        lastState: { terminated: { ...ended, finishedAt: LONG_AGO } },
      }],
    };
    const objects = { pods: [cartPod({ status: ready })], deployments: [cartDeployment()] };
    assertEquals(told(IMAGE_RULES, situationWith({ objects })), [
      "not image-wrong-architecture: cart: 1/1 ready",
    ]);
  });
});
