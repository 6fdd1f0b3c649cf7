import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  callOf,
  lineOf,
  podWith,
  readyShop,
  serviceNamed,
  signalOf,
} from "../../testing/signal_fixture.ts";
import { RECENTLY, situationWith, told } from "../../testing/situation_fixture.ts";
import type { Change } from "../changes/change.ts";
import { REFUSAL_RULES } from "./rules_refusals.ts";
import type { SituationParts } from "./situation.ts";

const REFUSED = lineOf("orders", "password authentication failed for user orders");
const SAID = lineOf("orders-db", "FATAL: password authentication failed");
const ERRORS = signalOf("error_rate", serviceNamed("orders"), { labels: { code: "503" } });
const SHOP = readyShop("orders", "orders-db");

function tell(parts: Partial<SituationParts>) {
  return told(
    REFUSAL_RULES,
    situationWith({ objects: SHOP, calls: [callOf("orders", "orders-db")], ...parts }),
  );
}

describe("credentials-refused", () => {
  it("blames the client that is not let in rather than the server that logs it too", () => {
    assertEquals(tell({ logs: [REFUSED, SAID], signals: [ERRORS] }), [
      "credentials-refused 2: Deployment shop/orders since 10:05",
      "- Deployment shop/orders logs that it is not let in since 10:05, 100 lines «password authentication failed for user orders»",
      "- orders answers with errors 503: 0/s → 4/s since 10:05",
      "- Deployment shop/orders-db logs a new line since 10:05, 100 lines «FATAL: password authentication failed»",
      "+ orders: 1/1 ready, 0 restarts",
      "+ orders-db: 1/1 ready",
    ]);
  });

  it("finds nothing in lines that only inform, or that an ended run wrote", () => {
    assertEquals(tell({ logs: [{ ...REFUSED, level: "info" }] }), []);
    assertEquals(tell({ logs: [{ ...REFUSED, previousOf: "orders" }] }), []);
  });

  it("is disconfirmed by a clock that is wrong", () => {
    const entity = { kind: "Node", namespace: "", name: "node-03" };
    const signals = [signalOf("clock_offset", entity, { unit: "seconds", now: 340 })];
    assertEquals(tell({ logs: [REFUSED], signals }), [
      "not credentials-refused: the clock of node-03 is wrong: tokens and certificates only look invalid",
    ]);
  });

  it("is disconfirmed by a certificate that the server presents", () => {
    const line = lineOf("orders", "dial orders-db: x509: certificate has expired");
    assertEquals(tell({ logs: [line] }), [
      "not credentials-refused: it is orders-db whose certificate is not accepted",
    ]);
  });

  it("is disconfirmed by a Secret that changed just before", () => {
    const reads = { envFrom: [{ secretRef: { name: "orders-secret" } }] };
    const change: Change = {
      at: RECENTLY,
      entity: { kind: "Secret", namespace: "shop", name: "orders-secret" },
      kind: "config",
      field: "data.password",
      source: "change log",
    };
    const objects = { ...SHOP, pods: [podWith("orders", reads)] };
    assertEquals(tell({ objects, logs: [REFUSED], changes: [change] }), [
      "not credentials-refused: Secret orders-secret changed before: see its rotation",
    ]);
  });
});
