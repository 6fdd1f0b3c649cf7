import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { parseStampedLog } from "./stamped_log.ts";

describe("parseStampedLog", () => {
  it("takes the stamp off each line", () => {
    const text = "2026-11-01T10:00:00.123456789Z first\n2026-11-01T10:00:01+01:00 second line\r\n";
    assertEquals(parseStampedLog(text), [
      { timeMs: Date.parse("2026-11-01T10:00:00.123Z"), line: "first" },
      { timeMs: Date.parse("2026-11-01T09:00:01Z"), line: "second line" },
    ]);
  });

  it("keeps empty lines that have a stamp, and gives lines without one the time before", () => {
    const text = "2026-11-01T10:00:00Z \nunable to retrieve container logs\n";
    assertEquals(parseStampedLog(text), [
      { timeMs: Date.parse("2026-11-01T10:00:00Z"), line: "" },
      { timeMs: Date.parse("2026-11-01T10:00:00Z"), line: "unable to retrieve container logs" },
    ]);
  });

  it("finds nothing in nothing", () => assertEquals(parseStampedLog(""), []));
});
