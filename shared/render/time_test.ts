import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { ageOf, formatAge, parseAgeSeconds, parseTime } from "./time.ts";

const NOW = new Date("2026-11-01T10:30:00Z");

describe("parseTime", () => {
  const cases: readonly (readonly [text: string, time: string | undefined])[] = [
    ["now", "2026-11-01T10:30:00.000Z"],
    ["1h", "2026-11-01T09:30:00.000Z"],
    ["-2h30m", "2026-11-01T08:00:00.000Z"],
    ["1.5d", "2026-10-30T22:30:00.000Z"],
    ["2026-11-01T09:00:00Z", "2026-11-01T09:00:00.000Z"],
    ["2026-11-01 10:00+01:00", "2026-11-01T09:00:00.000Z"],
    ["2026-13-01T09:00:00Z", undefined],
    ["2026-11-01", undefined],
    ["yesterday", undefined],
    ["", undefined],
    ["1", undefined],
  ];
  for (const [text, time] of cases) {
    it(`reads ${JSON.stringify(text)} as ${time}`, () => {
      assertEquals(parseTime(text, NOW)?.toISOString(), time);
    });
  }
});

describe("parseAgeSeconds", () => {
  it("adds the units up", () => assertEquals(parseAgeSeconds("1h30m15s250ms"), 5_415.25));
  it("does not read a number without a unit", () => assertEquals(parseAgeSeconds("15"), undefined));
});

describe("formatAge", () => {
  const cases: readonly (readonly [seconds: number, text: string])[] = [
    [-5, "0s"],
    [59.4, "59s"],
    [60, "1m"],
    [425, "7m5s"],
    [727, "12m"],
    [3_600, "1h"],
    [12_000, "3h20m"],
    [50_000, "13h"],
    [86_400, "1d"],
    [180_000, "2d2h"],
    [900_000, "10d"],
  ];
  for (const [seconds, text] of cases) {
    it(`prints ${seconds} s as ${text}`, () => assertEquals(formatAge(seconds), text));
  }
});

describe("ageOf", () => {
  it("prints how long before the anchor a moment lies", () => {
    assertEquals(ageOf("2026-11-01T10:18:00Z", NOW), "12m");
  });

  it("says when the moment lies after the anchor", () => {
    assertEquals(ageOf("2026-11-01T10:35:00Z", NOW), "in 5m");
  });

  it("is empty without a moment", () => {
    assertEquals([ageOf(undefined, NOW), ageOf("never", NOW)], ["", ""]);
  });
});
