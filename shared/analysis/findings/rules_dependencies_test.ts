import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { callOf, lineOf, readyShop, serviceNamed, signalOf } from "../../testing/signal_fixture.ts";
import { deploymentOf, situationWith, told } from "../../testing/situation_fixture.ts";
import type { LogShift } from "../signals/log_shift.ts";
import type { Signal } from "../signals/signal.ts";
import { DEPENDENCY_RULES } from "./rules_dependencies.ts";

const OBJECTS = readyShop("orders", "orders-db");
const FAILING = callOf("orders", "orders-db", { errorShare: 0.4 });
const ERRORS = signalOf("call_error_rate", serviceNamed("orders"), {
  labels: { target: "orders-db.shop:5432", code: "timeout" },
  now: 16,
});

function tell(
  { call = FAILING, signals = [ERRORS], logs = [], objects = OBJECTS }: {
    readonly call?: typeof FAILING;
    readonly signals?: readonly Signal[];
    readonly logs?: readonly LogShift[];
    readonly objects?: typeof OBJECTS;
  } = {},
) {
  return told(DEPENDENCY_RULES, situationWith({ objects, calls: [call], signals, logs }));
}

describe("dependency-fails-callers", () => {
  it("names what fails its callers, by which codes, and what both say", () => {
    const logs = [
      lineOf("orders-db", "checkpoint took 40 s"),
      lineOf("orders", "query to orders-db timed out"),
      lineOf("orders", "order 7 is late"),
    ];
    assertEquals(tell({ logs }), [
      "dependency-fails-callers 2: Deployment shop/orders-db since 10:05",
      "- calls of orders to orders-db fail: timeout 0/s → 16/s",
      "- Deployment shop/orders-db logs errors since 10:05, 100 lines «checkpoint took 40 s»",
      "- Deployment shop/orders logs errors since 10:05, 100 lines «query to orders-db timed out»",
      "+ orders-db: 1/1 ready, 0 restarts",
    ]);
  });

  it("finds nothing where few calls fail, or hardly any are made", () => {
    assertEquals(tell({ call: callOf("orders", "orders-db", { errorShare: 0.01 }) }), []);
    assertEquals(tell({ call: { ...FAILING, requestsPerSecond: 0.01 } }), []);
  });

  it("leaves a callee that counts its own requests to the rules about errors", () => {
    const own = signalOf("error_rate", serviceNamed("orders-db"), { labels: { code: "500" } });
    assertEquals(tell({ signals: [ERRORS, own] }), []);
  });

  it("is disconfirmed by a callee without all of its pods", () => {
    const deployments = [deploymentOf("orders-db", { status: { readyReplicas: 0 } })];
    assertEquals(tell({ objects: { ...OBJECTS, deployments } }), [
      "not dependency-fails-callers: orders-db: 0/1 ready",
    ]);
  });

  it("is disconfirmed by callers that are not let in", () => {
    const logs = [lineOf("orders", "password authentication failed for user orders")];
    assertEquals(tell({ logs }), [
      "not dependency-fails-callers: orders-db does not let its callers in: their credentials are wrong, not orders-db",
    ]);
  });
});
