import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { ToolError } from "../errors.ts";
import { readMoment, readWindow } from "./time_window.ts";

const now = new Date("2026-11-01T10:30:00Z");
const input = z.object({ since: z.string().optional(), until: z.string().optional() });

function options(given: Readonly<Record<string, unknown>>) {
  return { now, defaultSeconds: 3_600, call: { tool: "loki.query", input, arguments: given } };
}

function window(since?: string, until?: string) {
  const { start, end } = readWindow({ start: since, end: until }, options({ since, until }));
  return [start.toISOString(), end.toISOString()];
}

function refusal(since?: string, until?: string) {
  const error = assertThrows(() => window(since, until), ToolError);
  return [error.code, error.hint];
}

describe("readWindow", () => {
  it("ends now and has the default length when nothing is given", () => {
    assertEquals(window(), ["2026-11-01T09:30:00.000Z", "2026-11-01T10:30:00.000Z"]);
  });

  it("takes ages and RFC 3339", () => {
    assertEquals(window("2h", "2026-11-01T09:00:00Z"), [
      "2026-11-01T08:30:00.000Z",
      "2026-11-01T09:00:00.000Z",
    ]);
  });

  it("has the default length before an end that is given alone", () => {
    assertEquals(window(undefined, "1h"), ["2026-11-01T08:30:00.000Z", "2026-11-01T09:30:00.000Z"]);
  });

  it("takes an end in the future for now", () => {
    assertEquals(window("1h", "2026-12-01T00:00:00Z")[1], "2026-11-01T10:30:00.000Z");
  });

  it("refuses a start in the future with the usual window", () => {
    assertEquals(refusal("2027-01-01T00:00:00Z"), [
      "invalid_input",
      'Call loki.query {"since":"1h"}',
    ]);
  });

  it("refuses a start after the end with the two exchanged", () => {
    assertEquals(refusal("10m", "30m"), [
      "invalid_input",
      'Call loki.query {"since":"30m","until":"10m"}',
    ]);
  });

  it("refuses more than 31 days with the longest window", () => {
    assertEquals(refusal("3650d"), ["limit_exceeded", 'Call loki.query {"since":"31d"}']);
  });

  it("counts the longest window back from an end in the past", () => {
    assertEquals(refusal("3650d", "2026-10-01T00:00:00Z"), [
      "limit_exceeded",
      'Call loki.query {"since":"2026-08-31T00:00:00Z","until":"2026-10-01T00:00:00Z"}',
    ]);
  });

  it("allows exactly 31 days", () => {
    assertEquals(window("31d")[0], "2026-10-01T10:30:00.000Z");
  });

  it("refuses what is no time", () => {
    assertEquals(refusal("yesterday")[0], "invalid_input");
  });
});

describe("readMoment", () => {
  it("is now when nothing is given", () => {
    assertEquals(readMoment(undefined, options({})), now);
  });

  it("may lie further back than the longest window", () => {
    assertEquals(readMoment("90d", options({})).toISOString(), "2026-08-03T10:30:00.000Z");
  });

  it("refuses the future with the call without it", () => {
    const time = "2027-01-01T00:00:00Z";
    const error = assertThrows(() => readMoment(time, options({ time, since: "1h" })), ToolError);
    assertEquals(
      error.text,
      `invalid_input: Cannot look at a time in the future: "${time}". Call loki.query {"since":"1h"}`,
    );
  });
});
