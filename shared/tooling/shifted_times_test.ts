import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { shiftTimes } from "./shifted_times.ts";

const HOUR_MS = 3_600_000;

describe("shiftTimes", () => {
  it("moves each time of a text and nothing else", () => {
    const text = 'at: "2026-11-01T23:30:00Z"\nport: 8080 # 10:12\n- "2026-11-01T10:12:00.250Z"';
    assertEquals(
      shiftTimes(text, HOUR_MS),
      'at: "2026-11-02T00:30:00Z"\nport: 8080 # 10:12\n- "2026-11-01T11:12:00.250Z"',
    );
  });

  it("writes times with an offset in UTC", () => {
    assertEquals(shiftTimes("2026-11-01T10:00:00+02:00", 0), "2026-11-01T08:00:00Z");
  });
});
