import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { callOf, lineOf, readyShop, serviceNamed, signalOf } from "../../testing/signal_fixture.ts";
import { situationWith, told } from "../../testing/situation_fixture.ts";
import type { SituationParts } from "./situation.ts";
import { HOLDER_RULES } from "./rules_holders.ts";

const JOB = {
  metadata: {
    name: "orders-reindex",
    namespace: "shop",
    creationTimestamp: "2026-11-01T10:02:00Z",
  },
};
const WAITS = lineOf("orders-db", "still waiting for AccessShareLock, held by orders-reindex");
const EMPTY_POOL = lineOf("orders", "no connection to orders-db within 2000 ms, 20 of 20 in use");
const ERRORS = signalOf("error_rate", serviceNamed("orders"), { labels: { code: "503" } });

function tell(parts: Partial<SituationParts>) {
  return told(
    HOLDER_RULES,
    situationWith({
      objects: { ...readyShop("orders", "orders-db"), jobs: [JOB] },
      calls: [callOf("orders", "orders-db")],
      signals: [ERRORS],
      ...parts,
    }),
  );
}

describe("work-waits-for-holder", () => {
  it("blames whom the lines name as holder, and says since when it runs and who waits", () => {
    const pool = signalOf("pool", serviceNamed("orders"), {
      labels: { metric: "db_pool_in_use", pool: "main" },
      unit: "connections",
      before: 4,
      now: 20,
    });
    const slow = signalOf("latency_p99", serviceNamed("orders"), { unit: "seconds", now: 2 });
    assertEquals(tell({ logs: [WAITS, EMPTY_POOL], signals: [ERRORS, pool, slow] }), [
      "work-waits-for-holder 3: Job shop/orders-reindex since 10:02",
      "- Deployment shop/orders-db logs that it waits for what orders-reindex holds, since 10:05, 100 lines «still waiting for AccessShareLock, held by orders-reindex»",
      "- orders-reindex runs since 10:02",
      "- Deployment shop/orders logs that it waits since 10:05, 100 lines «no connection to orders-db within 2000 ms, 20 of 20 in use»",
      "- orders answers with errors 503: 0/s → 4/s since 10:05",
      "- orders: db_pool_in_use of pool main 4 → 20",
      "- Service shop/orders latency_p99 0s → 2s",
      "+ orders-db: 1/1 ready, 0 restarts",
      "+ orders: 1/1 ready, 0 restarts",
    ]);
  });

  it("blames the callee that waits too where no line names a holder", () => {
    const logs = [lineOf("orders-db", "deadlock detected"), EMPTY_POOL];
    assertEquals(
      tell({ logs })[0],
      "work-waits-for-holder 3: Deployment shop/orders-db since 10:05",
    );
  });

  it("blames the callee that lines mention where nobody else waits", () => {
    assertEquals(
      tell({ logs: [EMPTY_POOL] })[0],
      "work-waits-for-holder 3: Deployment shop/orders-db since 10:05",
    );
  });

  it("is disconfirmed where nobody who waits fails or is slow", () => {
    assertEquals(tell({ logs: [WAITS, EMPTY_POOL], signals: [] }), [
      "not work-waits-for-holder: nobody who waits answers slower or fails more",
    ]);
  });

  it("finds nothing in lines about other things", () => {
    assertEquals(tell({ logs: [lineOf("orders", "order 7 is late")] }), []);
  });
});
