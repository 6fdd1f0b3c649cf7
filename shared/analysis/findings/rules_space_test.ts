import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { lineOf, signalOf } from "../../testing/signal_fixture.ts";
import { cartEvent, cartPod, situationWith, told } from "../../testing/situation_fixture.ts";
import { SPACE_RULES } from "./rules_space.ts";
import type { SituationParts } from "./situation.ts";

const CLAIM = { kind: "PersistentVolumeClaim", namespace: "shop", name: "cart-data" };
const FULL = signalOf("claim_used", CLAIM, { unit: "share", before: 0.7, now: 0.95 });
const NO_SPACE = lineOf("cart", "write /data/wal: no space left on device");
const WRITER = cartPod({
  spec: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "cart-data" } }] },
});

function tell(parts: Partial<SituationParts>) {
  return told(SPACE_RULES, situationWith({ objects: { pods: [WRITER] }, ...parts }));
}

describe("no-space-left", () => {
  it("names who cannot write, the line that says so, and the claim behind it", () => {
    assertEquals(tell({ logs: [NO_SPACE], signals: [{ ...FULL, isBad: false }] }), [
      "no-space-left 3: Deployment shop/cart since 10:05",
      "- Deployment shop/cart logs no space left on device since 10:05, 100 lines «write /data/wal: no space left on device»",
      "- PersistentVolumeClaim shop/cart-data claim_used 70% → 95%",
      "- writes to claims cart-data",
    ]);
  });

  it("is disconfirmed by room on every claim", () => {
    assertEquals(tell({ logs: [NO_SPACE], signals: [{ ...FULL, isBad: false, now: 0.4 }] }), [
      "not no-space-left: room is left on cart-data",
    ]);
  });

  it("finds nothing in other errors", () => {
    assertEquals(tell({ logs: [lineOf("cart", "write /data/wal: permission denied")] }), []);
  });
});

describe("claim-nearly-full", () => {
  it("is severe where nearly nothing is left", () => {
    assertEquals(tell({ signals: [FULL] }), [
      "claim-nearly-full 2: PersistentVolumeClaim shop/cart-data since 10:05",
      "- PersistentVolumeClaim shop/cart-data claim_used 70% → 95%",
    ]);
    assertEquals(
      tell({ signals: [{ ...FULL, now: 0.98 }] })[0],
      "claim-nearly-full 3: PersistentVolumeClaim shop/cart-data since 10:05",
    );
  });

  it("is disconfirmed by a claim that is being enlarged", () => {
    const claim = {
      metadata: { name: "cart-data", namespace: "shop" },
      status: { conditions: [{ type: "FileSystemResizePending", status: "True" }] },
    };
    assertEquals(tell({ signals: [FULL], objects: { volumeClaims: [claim] } }), [
      "not claim-nearly-full: PersistentVolumeClaim shop/cart-data is being enlarged",
    ]);
  });

  it("leaves claims with room alone", () => {
    assertEquals(tell({ signals: [{ ...FULL, isBad: false }] }), []);
  });
});

describe("ephemeral-storage-limit", () => {
  const evicted = cartEvent({
    reason: "Evicted",
    message: "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ",
  });

  it("names the workload whose pods use more local disk than they may", () => {
    assertEquals(tell({ events: [evicted] }), [
      "ephemeral-storage-limit 2: Deployment shop/cart since 10:05",
      "- Evicted 4 times: a container used more local disk than its limit «Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. »",
      "+ cart: 1/1 ready",
    ]);
  });

  it("is disconfirmed by a limit that was changed since", () => {
    const change = {
      at: "2026-11-01T10:20:00Z",
      entity: { kind: "Deployment", namespace: "shop", name: "cart" },
      kind: "other" as const,
      field: "resources.limits.ephemeral-storage",
      source: "change log" as const,
    };
    assertEquals(tell({ events: [evicted], changes: [change] }), [
      "not ephemeral-storage-limit: Deployment shop/cart was given other limits since",
    ]);
  });

  it("leaves evictions for want of disk on the node alone", () => {
    const message = "The node was low on resource: ephemeral-storage.";
    assertEquals(tell({ events: [cartEvent({ reason: "Evicted", message })] }), []);
  });
});
