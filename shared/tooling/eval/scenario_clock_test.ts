import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { onScenarioClock } from "./scenario_clock.ts";

const CLOCKS = {
  scenarioMs: Date.parse("2026-11-01T10:30:00Z"),
  wallMs: Date.parse("2026-12-24T18:45:00Z"),
};

describe("an answer on the scenario's clock", () => {
  it("has its written times, clock times and Unix times moved, once each", () => {
    assertEquals(
      onScenarioClock("at 2026-12-24T18:27:00Z (18:27), 1798137000 and 1798137000123", CLOCKS),
      "at 2026-11-01T10:12:00Z (10:12), 2026-11-01T10:15:00.000Z and 2026-11-01T10:15:00.123Z",
    );
  });

  it("keeps ages, addresses and other numbers", () => {
    const text = "18m ago from 10.96.0.23:8080, 1073741824 bytes, 3/3 ready";
    assertEquals(onScenarioClock(text, CLOCKS), text);
  });
});
