import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { cartEvent, cartPod, situationWith, told } from "../../testing/situation_fixture.ts";
import type { Pod } from "../kube_pod.ts";
import { VOLUME_HOLD_RULES } from "./rules_volume_holds.ts";
import { VOLUME_RULES } from "./rules_volumes.ts";

const VOLUMES = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
const CLAIM = {
  metadata: { name: "data", namespace: "shop", creationTimestamp: "2026-10-01T08:00:00Z" },
  spec: { accessModes: ["ReadWriteOnce"], volumeName: "pvc-1", storageClassName: "standard" },
  status: { phase: "Bound" },
};
const WAITING = cartPod({
  metadata: { creationTimestamp: "2026-11-01T10:05:00Z" },
  spec: { nodeName: "node-02", volumes: VOLUMES },
  status: { phase: "Pending", containerStatuses: [], conditions: [] },
});

function holder(parts: Partial<Pod["metadata"]> = {}): Pod {
  return cartPod({
    spec: { nodeName: "node-01", volumes: VOLUMES },
    metadata: { name: "shell", ownerReferences: [], ...parts },
  });
}

describe("volume-held-by-other-pod", () => {
  const attach = cartEvent({
    reason: "FailedAttachVolume",
    message: "Multi-Attach error",
    lastObject: { kind: "Pod", name: "cart-6d5f7c9b8-x2x4z" },
  });

  function tell(pods: readonly Pod[], accessModes = ["ReadWriteOnce"]) {
    const volumeClaims = [{ ...CLAIM, spec: { ...CLAIM.spec, accessModes } }];
    const nodes = [{ metadata: { name: "node-01" }, spec: { unschedulable: true } }];
    const objects = { pods, volumeClaims, nodes };
    return told(VOLUME_HOLD_RULES, situationWith({ objects, events: [attach] }));
  }

  it("names the pod that holds the volume, who waits, and why it moved", () => {
    assertEquals(tell([WAITING, holder()]), [
      "volume-held-by-other-pod 3: Pod shop/shell since 10:05",
      "- shell holds claim data (ReadWriteOnce, pvc-1) on node-01 since 10-01 08:00",
      "- cart-6d5f7c9b8-x2x4z Pending on node-02 since 10:05: Multi-Attach, the volume is already used by pod shell (FailedAttachVolume) «Multi-Attach error»",
      "- node-01 is cordoned (SchedulingDisabled)",
    ]);
  });

  it("finds nothing where a volume may be mounted on many nodes", () => {
    assertEquals(tell([WAITING, holder()], ["ReadWriteMany"]), []);
  });

  it("is disconfirmed by a holder that is ending", () => {
    const ending = holder({ deletionTimestamp: "2026-11-01T10:29:40Z" });
    assertEquals(tell([WAITING, ending]), ["not volume-held-by-other-pod: shell is ending"]);
  });
});

describe("claim rules", () => {
  function tell(claim: typeof CLAIM, pods: readonly Pod[] = [WAITING]) {
    const classes = [{ metadata: { name: "standard" }, volumeBindingMode: "WaitForFirstConsumer" }];
    const objects = { pods, volumeClaims: [claim], storageClasses: classes };
    return told(VOLUME_RULES, situationWith({ objects }));
  }
  const pending = { ...CLAIM, status: { phase: "Pending" } };

  it("name the StorageClass that does not exist", () => {
    const lost = { ...pending, spec: { ...pending.spec, storageClassName: "fast" } };
    assertEquals(tell(lost), [
      "claim-pending 3: PersistentVolumeClaim shop/data since 08:00",
      "- Pending: StorageClass fast does not exist, there is standard; cart-6d5f7c9b8-x2x4z Pending for it",
    ]);
  });

  it("let a claim wait for its first pod", () => {
    assertEquals(tell(pending, []), [
      "not claim-pending: PersistentVolumeClaim shop/data waits for its first pod, as its StorageClass wants",
    ]);
  });

  it("name a claim that does not exist", () => {
    const other = { ...CLAIM, metadata: { ...CLAIM.metadata, name: "other" } };
    assertEquals(tell(other), [
      "claim-missing 3: Deployment shop/cart since 10:05",
      "- PersistentVolumeClaim data does not exist; cart-6d5f7c9b8-x2x4z Pending",
    ]);
  });

  it("quote a mount that fails, and leave missing Secrets to others", () => {
    const events = (message: string) => [cartEvent({ reason: "FailedMount", message })];
    const objects = { pods: [WAITING], volumeClaims: [CLAIM] };
    const failing = situationWith({ objects, events: events("mount failed: exit status 32") });
    assertEquals(told(VOLUME_RULES, failing), [
      "volume-mount-fails 3: Deployment shop/cart since 10:05",
      "- FailedMount: cart-6d5f7c9b8-x2x4z waits for its volume, 4 times «mount failed: exit status 32»",
    ]);
    const secret = situationWith({ objects, events: events('secret "cart" not found') });
    assertEquals(told(VOLUME_RULES, secret), []);
  });
});
