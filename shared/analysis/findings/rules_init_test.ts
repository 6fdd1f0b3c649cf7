import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartPod,
  situationWith,
  told,
  unready,
} from "../../testing/situation_fixture.ts";
import { INIT_RULES } from "./rules_init.ts";

const WAIT = { name: "wait", image: "cart:1.5.0", command: ["/cart", "wait"] };

function waiting(startedAt: string) {
  const status = {
    ...unready({}),
    phase: "Pending",
    containerStatuses: [],
    initContainerStatuses: [{ name: "wait", state: { running: { startedAt } } }],
  };
  return cartPod({ spec: { initContainers: [WAIT], containers: [{ name: "cart" }] }, status });
}

describe("init-container-waits", () => {
  it("names the init container, its command and its last line", () => {
    const line = {
      entity: { kind: "Deployment", namespace: "shop", name: "cart" },
      kind: "new" as const,
      level: "info",
      template: "t",
      sample: "database is at 41",
      count: 3,
      expected: 0,
      since: "2026-11-01T10:05:00Z",
      lastAt: "2026-11-01T10:28:00Z",
      pods: ["cart-6d5f7c9b8-x2x4z"],
      nodes: [],
    };
    const situation = situationWith({
      objects: { pods: [waiting("2026-11-01T10:05:00Z")] },
      logs: [line],
    });
    assertEquals(told(INIT_RULES, situation), [
      "init-container-waits 2: Deployment shop/cart since 10:05",
      "- 0/1 ready; init container wait of 1 pod in Init:0/1, running since 10:05: command /cart wait; image cart:1.5.0 «database is at 41»",
      "+ cart: init container wait runs without a restart, image was pulled",
    ]);
  });

  it("finds nothing in one that has run for a minute", () => {
    assertEquals(
      told(INIT_RULES, situationWith({ objects: { pods: [waiting("2026-11-01T10:29:00Z")] } })),
      [],
    );
  });

  it("does not hold when the workload is well", () => {
    const found = {
      entity: { kind: "Deployment", namespace: "shop", name: "cart" },
      facts: [{ text: "" }] as const,
    };
    const objects = { pods: [cartPod()], deployments: [cartDeployment()] };
    assertEquals(INIT_RULES[0]!.disconfirm(found, situationWith({ objects })), "cart: 1/1 ready");
  });
});
