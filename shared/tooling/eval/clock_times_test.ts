import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ageMinutes, clockDistance, clockMinutes, isAge, isClockTime } from "./clock_times.ts";

describe("clock times", () => {
  it("are read from clocks and RFC 3339, not from ports and addresses", () => {
    const text = "10:12 at 2026-11-01T10:13:20Z from 10.96.0.23:8080, 10.0.0.7:53 and 8:05:59";
    assertEquals(clockMinutes(text), [612, 613, 485]);
  });

  it("lie apart over midnight", () => {
    assertEquals(clockDistance(23 * 60 + 59, 1), 2);
    assertEquals(clockDistance(612, 610), 2);
  });

  it("are told from other text", () => {
    assertEquals(["10:12", "3:12", "10:12:30", "2h"].map(isClockTime), [true, true, false, false]);
  });
});

describe("ages", () => {
  it("are read in every unit, not from quantities and names", () => {
    assertEquals(ageMinutes("2h34m ago, 3d, 90s; 96Mi 200m. web-5d 1.5m"), [154, 4320, 1.5]);
  });

  it("are told from other text", () => {
    assertEquals(["18m", "2h34m", "3d", "95s", "18"].map(isAge), [true, true, true, false, false]);
  });
});
