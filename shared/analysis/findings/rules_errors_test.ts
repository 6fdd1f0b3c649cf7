import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ERROR_RULES } from "./rules_errors.ts";
import {
  callOf,
  deploymentNamed,
  foundBy,
  lineOf,
  podWith,
  serviceNamed,
  signalOf,
} from "../../testing/signal_fixture.ts";
import { podOf } from "../../testing/situation_fixture.ts";

const RULE = "service-fails-by-itself";
const services = ["web", "checkout", "orders"];
const calls = [callOf("web", "checkout"), callOf("checkout", "orders")];
const orders = signalOf("error_rate", serviceNamed("orders"), {
  labels: { code: "500" },
  share: 0.086,
});
const checkout = signalOf("error_rate", serviceNamed("checkout"), { labels: { code: "502" } });
const passedOn = signalOf("call_error_rate", serviceNamed("checkout"), {
  labels: { target: "orders", code: "500" },
});
const own = lineOf("orders", "cannot store order 7: discount rule without currency");

describe(RULE, () => {
  it("blames the service that nobody fails, and names the callers that pass its errors on", () => {
    const { found } = foundBy(ERROR_RULES, RULE, {
      services,
      calls,
      signals: [orders, checkout, passedOn],
      logs: [own, lineOf("checkout", "orders answered 500 for order 7")],
    });
    assertEquals(found.map(({ entity }) => entity), [deploymentNamed("orders")]);
    assertEquals(found[0]?.facts.map(({ text }) => text), [
      "orders answers with errors 500: 0/s → 4/s, 8.6 % of its requests since 10:05",
      "Deployment shop/orders logs a new error line since 10:05, 100 lines",
      "Deployment shop/checkout logs errors of orders, which it passes on, since 10:05, 100 lines",
      "callers fail with it: checkout 502 0/s → 4/s",
    ]);
    assertEquals(found[0]?.facts[1]?.quote, own.sample);
    assertEquals(found[0]?.ruledOut?.[0], "orders: 1/1 ready, 0 restarts");
  });

  it("takes a caller that does not count its calls for a victim too", () => {
    const { found } = foundBy(ERROR_RULES, RULE, {
      services,
      calls,
      signals: [orders, checkout],
    });
    assertEquals(found.map(({ entity }) => entity.name), ["orders"]);
  });

  it("weighs less where pods of the service have not started", () => {
    const waiting = podOf("orders", { name: "n4vcm", status: { phase: "Pending" } });
    const { found } = foundBy(ERROR_RULES, RULE, { services, pods: [waiting], signals: [orders] });
    assertEquals(found.map(({ severity }) => severity), [2]);
  });

  it("blames settings that changed just before", () => {
    const entity = { kind: "ConfigMap", namespace: "shop", name: "orders-config" };
    const reads = { envFrom: [{ configMapRef: { name: "orders-config" } }] };
    const { found } = foundBy(ERROR_RULES, RULE, {
      pods: [podWith("orders", reads)],
      signals: [orders],
      changes: [{
        at: "2026-11-01T10:03:30Z",
        entity,
        kind: "config",
        field: "data.VOUCHERS",
        from: "off",
        to: "on",
        by: "kubectl-edit",
        source: "change log",
      }],
    });
    assertEquals(found.map(({ entity }) => entity), [entity]);
    assertEquals(
      found[0]?.facts[1]?.text,
      "orders-config: data.VOUCHERS: off -> on, changed 10:03 by kubectl-edit",
    );
  });

  it("takes it back for a service that waits for another", () => {
    const { found, takenBack } = foundBy(ERROR_RULES, RULE, {
      services,
      calls,
      signals: [orders],
      logs: [lineOf("orders", "no connection to orders-db within 2000 ms, 20 of 20 in use")],
    });
    assertEquals(found, []);
    assertEquals(takenBack, ["orders waits for something else, as its logs say"]);
  });

  it("finds nothing where no errors shifted", () => {
    assertEquals(foundBy(ERROR_RULES, RULE, { services, calls }).found, []);
  });
});
