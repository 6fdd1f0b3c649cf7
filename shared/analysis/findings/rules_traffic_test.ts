import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { TRAFFIC_RULES } from "./rules_traffic.ts";
import {
  callOf,
  deploymentNamed,
  foundBy,
  lineOf,
  serviceNamed,
  signalOf,
} from "../../testing/signal_fixture.ts";

const services = ["edge", "checkout", "payments"];
const storm = callOf("checkout", "payments", { requestsPerSecond: 204, errorShare: 0.86 });

describe("retries-amplify-load", () => {
  it("blames the caller whose calls grew without more requests of its own", () => {
    const { found } = foundBy(TRAFFIC_RULES, "retries-amplify-load", {
      services,
      calls: [storm],
      logs: [lineOf("checkout", "payments answered 503, retrying at once, retries=8")],
    });
    assertEquals(found.map(({ entity }) => entity), [deploymentNamed("checkout")]);
    assertEquals(found[0]?.facts.slice(0, 2).map(({ text }) => text), [
      "checkout makes 5.1 times as many calls to payments for each request: 40/s → 204/s",
      "Deployment shop/checkout logs retries since 10:05, 100 lines",
    ]);
  });

  it("finds nothing where the caller itself gets as many more requests", () => {
    const signals = [
      signalOf("request_rate", serviceNamed("checkout"), { before: 40, now: 200, isBad: false }),
    ];
    const { found } = foundBy(TRAFFIC_RULES, "retries-amplify-load", {
      services,
      calls: [storm],
      signals,
    });
    assertEquals(found, []);
  });

  it("finds nothing where the calls succeed", () => {
    const calls = [{ ...storm, errorShare: 0 }];
    assertEquals(foundBy(TRAFFIC_RULES, "retries-amplify-load", { services, calls }).found, []);
  });
});

describe("traffic-surge", () => {
  const surge = signalOf("request_rate", serviceNamed("edge"), {
    before: 70,
    now: 300,
    isBad: false,
  });
  const slow = signalOf("latency_p99", serviceNamed("edge"), { unit: "seconds" });

  it("finds more requests from outside where something gets slower for it", () => {
    const { found } = foundBy(TRAFFIC_RULES, "traffic-surge", { services, signals: [surge, slow] });
    assertEquals(
      found.map(({ facts: [{ text }] }) => text),
      ["edge gets 70/s → 300/s requests since 10:05"],
    );
  });

  it("takes it back where all are answered as before", () => {
    const { takenBack } = foundBy(TRAFFIC_RULES, "traffic-surge", { services, signals: [surge] });
    assertEquals(takenBack, ["edge gets more requests and answers them as before"]);
  });
});
