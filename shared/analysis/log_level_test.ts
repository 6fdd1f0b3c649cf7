import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { type LogLevel, logLevel } from "./log_level.ts";
import type { Labels } from "./series.ts";

const LEVELS: readonly (readonly [line: string, level: LogLevel, labels?: Labels])[] = [
  ["level=error msg=x", "error"],
  ['{"severity":"WARNING","msg":"x"}', "warn"],
  ["2026-11-01T10:00:00Z INFO started", "info"],
  ["[error] 7#7: upstream timed out", "error"],
  ["E1101 10:00:00.1 1 a.go:1] failed", "error"],
  ["W1101 10:00:00.1 1 a.go:1] slow", "warn"],
  ["DEBUG cache hit", "debug"],
  ['INFO "GET /cart HTTP/1.1" 503 12', "error"],
  ['INFO "GET /cart HTTP/1.1" 404 12', "info"],
  ["level=info status=500 path=/cart", "error"],
  ["no error was found", "unknown"],
  ["INFORMATION is not a level", "unknown"],
  ["java.lang.OutOfMemoryError: Java heap space", "error"],
  ["panic: runtime error", "error"],
  ["INFO recovered from ConnectException", "info"],
  ["name=cart reason=BackOff type=Warning count=1", "warn"],
  ["plain", "warn", { detected_level: "warn" }],
  ["level=info msg=x", "info", { level: "error" }],
  ["plain", "unknown", { level: "loud" }],
];

describe("logLevel", () => {
  for (const [line, level, labels] of LEVELS) {
    it(`takes ${line} for ${level}`, () => assertEquals(logLevel(line, labels), level));
  }
});
