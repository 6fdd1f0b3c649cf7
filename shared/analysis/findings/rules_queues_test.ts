import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { QUEUE_RULES } from "./rules_queues.ts";
import { deploymentNamed, foundBy, lineOf, signalOf } from "../../testing/signal_fixture.ts";

const RULE = "consumer-falls-behind";
const lag = signalOf("consumer_lag", {
  kind: "ConsumerGroup",
  namespace: "",
  name: "fulfilment",
}, {
  labels: { topic: "orders.placed", partition: "3" },
  unit: "messages",
  before: 4,
  now: 5490,
});

describe(RULE, () => {
  it("names the workload that reads as the group, the partition and the line that says why", () => {
    const line = "orders.placed partition=3 offset=481220: cannot decode record";
    const { found } = foundBy(QUEUE_RULES, RULE, {
      services: ["fulfilment"],
      signals: [lag],
      logs: [lineOf("fulfilment", "shutting down"), lineOf("fulfilment", line)],
    });
    assertEquals(found.map(({ entity }) => entity), [deploymentNamed("fulfilment")]);
    assertEquals(
      found[0]?.facts[0].text,
      "consumer group fulfilment behind: orders.placed partition 3 lag 4 → 5490 messages " +
        "since 10:05; other partitions as before",
    );
    assertEquals(found[0]?.facts[1]?.quote, line);
    assertEquals(found[0]?.ruledOut, ["fulfilment: 1/1 ready, 0 restarts"]);
  });

  it("takes back a lag that is worked off", () => {
    const signals = [{ ...lag, until: "2026-11-01T10:30:00.000Z" }];
    const { found, takenBack } = foundBy(QUEUE_RULES, RULE, { signals });
    assertEquals([found, takenBack], [[], ["the lag is back to what it was"]]);
  });

  it("finds nothing without a lag that grew", () => {
    assertEquals(foundBy(QUEUE_RULES, RULE, { services: ["fulfilment"] }).found, []);
  });
});
