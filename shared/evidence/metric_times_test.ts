import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { ToolError } from "../errors.ts";
import { assertRangeable, type MetricTimeArguments, readMetricTimes } from "./metric_times.ts";

const now = new Date("2026-11-01T10:30:00.400Z");
const input = z.strictObject({ expr: z.string() });

function callOf(given: object) {
  return { tool: "promql.query", input, arguments: { expr: "up", ...given } };
}

function read(given: MetricTimeArguments) {
  return readMetricTimes(given, { now, call: callOf(given) });
}

function range(given: MetricTimeArguments) {
  const times = read(given);
  if (times.kind === "instant") return "instant";
  return [times.start.toISOString(), times.end.toISOString(), times.stepSeconds];
}

describe("readMetricTimes", () => {
  it("looks once, now, when nothing is given", () => {
    assertEquals(read({}), { kind: "instant", time: new Date("2026-11-01T10:30:00Z") });
  });

  it("looks once at a time in the past, however long ago", () => {
    assertEquals(read({ time: "90d" }), {
      kind: "instant",
      time: new Date("2026-08-03T10:30:00Z"),
    });
  });

  const RANGES: readonly (readonly [MetricTimeArguments, readonly [string, string, number]])[] = [
    [{ range: "1h" }, ["2026-11-01T09:30:00.000Z", "2026-11-01T10:30:00.000Z", 60]],
    [{ range: "1w" }, ["2026-10-25T10:30:00.000Z", "2026-11-01T10:30:00.000Z", 14_400]],
    [{ range: "1h", time: "1d" }, ["2026-10-31T09:30:00.000Z", "2026-10-31T10:30:00.000Z", 60]],
    [{ range: "1h", step: "90s" }, ["2026-11-01T09:30:00.000Z", "2026-11-01T10:30:00.000Z", 90]],
    [{ range: "1h", step: "30" }, ["2026-11-01T09:30:00.000Z", "2026-11-01T10:30:00.000Z", 30]],
    [{ start: "2h", end: "1h" }, ["2026-11-01T08:30:00.000Z", "2026-11-01T09:30:00.000Z", 60]],
    [{ start: "10m" }, ["2026-11-01T10:20:00.000Z", "2026-11-01T10:30:00.000Z", 15]],
  ];
  for (const [given, expected] of RANGES) {
    it(`reads ${JSON.stringify(given)}`, () => {
      assertEquals<unknown>(range(given), expected);
    });
  }

  const REFUSALS: readonly (readonly [MetricTimeArguments, code: string, hint: string])[] = [
    [{ range: "1h", start: "2h" }, "invalid_input", '{"expr":"up","start":"2h"}'],
    [{ time: "1h", start: "2h" }, "invalid_input", '{"expr":"up","start":"2h"}'],
    [{ end: "1h" }, "invalid_input", '{"expr":"up","range":"1h","time":"1h"}'],
    [{ step: "1m" }, "invalid_input", '{"expr":"up","step":"1m","range":"1h"}'],
    [{ range: "soon" }, "invalid_input", '{"expr":"up","range":"1h"}'],
    [{ range: "1h", step: "fast" }, "invalid_input", '{"expr":"up","range":"1h"}'],
    [{ range: "1h", step: "10ms" }, "invalid_input", '{"expr":"up","range":"1h"}'],
    [{ range: "10y" }, "limit_exceeded", '{"expr":"up","range":"31d"}'],
    [{ start: "365d" }, "limit_exceeded", '{"expr":"up","start":"31d"}'],
    [{ range: "31d", step: "1s" }, "limit_exceeded", '{"expr":"up","range":"31d","step":"5m"}'],
    [{ time: "2027-01-01T00:00:00Z" }, "invalid_input", '{"expr":"up"}'],
    [{ start: "2027-01-01T00:00:00Z" }, "invalid_input", '{"expr":"up","start":"1h"}'],
  ];
  for (const [given, code, hint] of REFUSALS) {
    it(`refuses ${JSON.stringify(given)} with a call that works`, () => {
      const error = assertThrows(() => read(given), ToolError);
      assertEquals([error.code, error.hint], [code, `Call promql.query ${hint}`]);
    });
  }
});

describe("assertRangeable", () => {
  const times = read({ range: "1h" });

  it("refuses a range query over a range vector with the instant query", () => {
    const call = callOf({ range: "1h" });
    const error = assertThrows(() => assertRangeable("matrix", times, call), ToolError);
    assertEquals(error.hint?.startsWith('Call promql.query {"expr":"up"} '), true);
  });

  it("accepts a vector, and anything at one time", () => {
    assertRangeable("vector", times, callOf({}));
    assertRangeable("matrix", read({}), callOf({}));
  });
});
