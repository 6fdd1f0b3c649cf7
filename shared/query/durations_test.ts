import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { formatDurationMs, parseDurationMs, parseGoDurationMs } from "./durations.ts";

describe("parseDurationMs()", () => {
  const cases: Readonly<Record<string, number | undefined>> = {
    "5m": 300_000,
    "1h30m": 5_400_000,
    "1d": 86_400_000,
    "1w": 604_800_000,
    "1y": 31_536_000_000,
    "250ms": 250,
    "1m1ms": 60_001,
    "0s": 0,
    "": undefined,
    "5": undefined,
    "1.5h": undefined,
    "5m1h": undefined,
    "5 m": undefined,
    "-5m": undefined,
    "5min": undefined,
  };
  for (const [text, milliseconds] of Object.entries(cases)) {
    it(`reads "${text}" as ${milliseconds}`, () =>
      assertEquals(parseDurationMs(text), milliseconds));
  }
});

describe("formatDurationMs()", () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, "0s"],
    [300_000, "5m"],
    [5_400_000, "1h30m"],
    [8 * 86_400_000, "8d"],
    [14 * 86_400_000, "2w"],
    [31_536_000_000, "1y"],
    [61_001, "1m1s1ms"],
    [-60_000, "-1m"],
  ];
  for (const [milliseconds, text] of cases) {
    it(`writes ${milliseconds} as ${text}`, () =>
      assertEquals(formatDurationMs(milliseconds), text));
  }

  it("is read back to the same length", () => {
    for (let ms = 1; ms < 1e12; ms = ms * 3 + 7) {
      assertEquals(parseDurationMs(formatDurationMs(ms)), ms);
    }
  });
});

describe("parseGoDurationMs()", () => {
  const cases: Readonly<Record<string, number | undefined>> = {
    "1.5h": 5_400_000,
    "1h2m3.5s": 3_723_500,
    "250us": 0.25,
    "-5s": -5_000,
    "0": 0,
    "5": undefined,
    "1d": undefined,
    ".5s": 500,
    "": undefined,
  };
  for (const [text, milliseconds] of Object.entries(cases)) {
    it(`reads "${text}" as ${milliseconds}`, () =>
      assertEquals(parseGoDurationMs(text), milliseconds));
  }
});
