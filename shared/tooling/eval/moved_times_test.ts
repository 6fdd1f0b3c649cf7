import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { moveAnswer, moveEvaluationTimes, moveParameter, moveWritten } from "./moved_times.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse("2026-11-01T10:30:00Z");
const NOW_SECONDS = NOW_MS / 1_000;

describe("moved times", () => {
  it("keep their decimals, and the space and missing zone of a log line", () => {
    assertEquals(
      moveWritten("2026-11-01T10:12:00.123456Z, 2026-11-01 23:30:00.5 INFO, not 12:00", HOUR_MS),
      "2026-11-01T11:12:00.123456Z, 2026-11-02 00:30:00.5 INFO, not 12:00",
    );
  });

  it("become UTC where a zone was written", () => {
    assertEquals(moveWritten("2026-11-01T12:12:00+02:00", HOUR_MS), "2026-11-01T11:12:00Z");
  });

  it("are those of samples and lines, not their values", () => {
    const answer =
      `[[${NOW_SECONDS},"${NOW_SECONDS}"],["${NOW_SECONDS}000000000","took 1793528400"]]`;
    const moved = NOW_SECONDS + 3_600;
    assertEquals(
      moveAnswer(answer, { byMs: HOUR_MS, nowMs: NOW_MS, timeValues: false }),
      `[[${moved},"${NOW_SECONDS}"],["${moved}000000000","took 1793528400"]]`,
    );
  });

  it("are values too where the query asks for times, counters of bytes excepted", () => {
    const answer = `[${NOW_SECONDS},"${NOW_SECONDS - 60}"] [${NOW_SECONDS},"9000000000"]`;
    assertEquals(
      moveAnswer(answer, { byMs: 1_000, nowMs: NOW_MS, timeValues: true }),
      `[${NOW_SECONDS + 1},"${NOW_SECONDS - 59}"] [${NOW_SECONDS + 1},"9000000000"]`,
    );
  });

  it("are parameters in every form", () => {
    const forms = ["1793529000", "1793529000.5", "1793529000500", "1793529000500000000"];
    assertEquals(
      forms.map((form) => moveParameter(form, 500)),
      ["1793529000.5", "1793529001", "1793529001000", "1793529001000000000"],
    );
    assertEquals(moveParameter("2026-11-01T10:30:00Z", HOUR_MS), "2026-11-01T11:30:00.000Z");
    assertEquals(moveParameter("soon", HOUR_MS), "soon");
  });

  it("are evaluation times of PromQL", () => {
    assertEquals(
      moveEvaluationTimes("up @ 1793529000 > 1793529000", 1_000),
      "up @ 1793529001 > 1793529000",
    );
  });
});
