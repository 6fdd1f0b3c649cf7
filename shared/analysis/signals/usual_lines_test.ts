import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { usualLines } from "./usual_lines.ts";

const isGrave = (line: string) => line.includes("error");

function streams(...lines: readonly string[]) {
  return [{ labels: {}, entries: lines.map((line, at) => ({ timeMs: at, line })) }];
}

function keeps(pattern: string, line: string): boolean {
  return !new RegExp(pattern).test(line);
}

describe("usualLines", () => {
  it("matches other lines of the kinds that fill a log, however they are written", () => {
    const pattern = usualLines(
      streams(
        '{"ts":"2026-11-03T14:49:59Z","level":"info","msg":"listed 257 products request=1f3bee4a"}',
        '{"ts":"2026-11-03T14:49:58Z","level":"info","msg":"listed 11 products request=77be11aa"}',
        "2026-11-03T14:49:59.504Z INFO GET / 200 491ms client=10.244.3.9",
        "2026-11-03T14:49:59.804Z INFO GET / 200 12ms client=10.244.3.8",
      ),
      isGrave,
    );
    assertEquals(keeps(pattern, '{"level":"info","msg":"listed 9 products request=0a"}'), false);
    assertEquals(
      keeps(pattern, "2026-11-03T15:00:00.001Z INFO GET / 200 1ms client=10.1.1.1"),
      false,
    );
    assertEquals(keeps(pattern, "list products: dial tcp 10.96.0.30:8080: i/o timeout"), true);
    assertEquals(
      keeps(pattern, "2026-11-03T15:00:00.001Z INFO GET / 503 1ms client=10.1.1.1"),
      true,
    );
  });

  it("leaves grave lines in", () => {
    const line = "level=error cannot store the order";
    assertEquals(usualLines(streams(line, line), isGrave), "");
  });

  it("is empty for an empty log", () => assertEquals(usualLines([], isGrave), ""));
});
