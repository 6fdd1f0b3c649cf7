import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { longestPauseSeconds } from "./cron_interval.ts";

describe("longestPauseSeconds", () => {
  const cases: readonly [schedule: string, expected: number | undefined][] = [
    ["*/20 * * * *", 1_200],
    ["0 * * * *", 3_600],
    ["@daily", 86_400],
    ["0 8-18/2 * * *", 50_400],
    ["15,45 * * * *", 1_800],
    ["0 2 * * 1", undefined],
    ["nonsense", undefined],
  ];
  for (const [schedule, expected] of cases) {
    it(`reads ${schedule}`, () => assertEquals(longestPauseSeconds(schedule), expected));
  }
});
