import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { PodSpec } from "../kube_pod.ts";
import {
  cartEvent,
  cartPod,
  situationWith,
  told,
  unready,
} from "../../testing/situation_fixture.ts";
import { IMAGE_RULES } from "./rules_images.ts";

function refused(spec: PodSpec, message = "401 Unauthorized") {
  const state = { waiting: { reason: "ImagePullBackOff", message } };
  return cartPod({ spec, status: unready({ state }) });
}

describe("pull secrets", () => {
  it("are named when the kubelet does not find them", () => {
    const message = "Unable to retrieve some image pull secrets (regcred)";
    const situation = situationWith({
      objects: { pods: [refused({ imagePullSecrets: [{ name: "regcred" }] })] },
      events: [cartEvent({ reason: "FailedToRetrieveImagePullSecret", message })],
    });
    assertEquals(
      told(IMAGE_RULES, situation)[2],
      `- cart: imagePullSecrets regcred: not all found by the kubelet «${message}»`,
    );
  });

  it("are named when the registry does not accept them", () => {
    const pods = [refused({ imagePullSecrets: [{ name: "regcred" }] })];
    assertEquals(
      told(IMAGE_RULES, situationWith({ objects: { pods } }))[2],
      "- cart: imagePullSecrets regcred found, and the registry does not accept them",
    );
  });

  it("are missed when the pod has none", () => {
    assertEquals(
      told(IMAGE_RULES, situationWith({ objects: { pods: [refused({})] } }))[2],
      "- cart: no imagePullSecrets: the registry is asked without credentials",
    );
  });

  it("are not told of when the image is not there", () => {
    const pods = [refused({}, "manifest unknown")];
    assertEquals(told(IMAGE_RULES, situationWith({ objects: { pods } })).length, 2);
  });
});
