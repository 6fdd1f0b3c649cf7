import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { dedupeLines } from "./log_dedupe.ts";

const streams = [
  {
    labels: { pod: "cart-1" },
    entries: [
      { timeMs: 3_000, line: "2026-11-01T10:00:03Z ERROR no cart" },
      { timeMs: 1_000, line: "2026-11-01T10:00:01Z ERROR no cart" },
    ],
  },
  {
    labels: { pod: "cart-2" },
    entries: [
      { timeMs: 4_000, line: "2026-11-01T10:00:04Z ERROR no cart" },
      { timeMs: 2_000, line: "started" },
    ],
  },
];

describe("dedupeLines", () => {
  it("folds lines that differ only in their time, newest first", () => {
    assertEquals(dedupeLines(streams), [
      {
        line: "2026-11-01T10:00:04Z ERROR no cart",
        count: 3,
        firstMs: 1_000,
        lastMs: 4_000,
        streams: 2,
        stream: 1,
      },
      { line: "started", count: 1, firstMs: 2_000, lastMs: 2_000, streams: 1, stream: 1 },
    ]);
  });

  it("puts the oldest first when read forward", () => {
    assertEquals(dedupeLines(streams, "forward").map(({ line }) => line), [
      "started",
      "2026-11-01T10:00:04Z ERROR no cart",
    ]);
  });

  const SAME: readonly (readonly [string, string])[] = [
    ["E1101 10:00:00.000001 1 a.go:1] x", "E1101 10:00:09.000001 1 a.go:1] x"],
    ['- [01/Nov/2026:10:00:00 +0000] "GET"', '- [01/Nov/2026:10:00:09 +0000] "GET"'],
    ['{"ts":1761991200.5,"msg":"x"}', '{"ts":1761991201.5,"msg":"x"}'],
    ["ts=1761991200 msg=x", "ts=1761991201 msg=x"],
  ];
  for (const [one, other] of SAME) {
    it(`takes ${one} for the same line later`, () => {
      const entries = [{ timeMs: 1, line: one }, { timeMs: 2, line: other }];
      assertEquals(dedupeLines([{ labels: {}, entries }]).map(({ count }) => count), [2]);
    });
  }

  it("keeps lines apart that differ in a number", () => {
    const entries = [{ timeMs: 1, line: "order 1" }, { timeMs: 1, line: "order 2" }];
    assertEquals(dedupeLines([{ labels: {}, entries }]).map(({ line }) => line), [
      "order 2",
      "order 1",
    ]);
  });

  it("keeps the order of lines within a millisecond, from whichever end they were read", () => {
    const entries = [
      { timeMs: 1, line: "start" },
      { timeMs: 2, line: "cannot hold batch" },
      { timeMs: 2, line: "a stack of frames" },
    ];
    for (const read of [entries, entries.toReversed()]) {
      const lines = dedupeLines([{ labels: {}, entries: read }]).map(({ line }) => line);
      assertEquals(lines, ["a stack of frames", "cannot hold batch", "start"]);
    }
  });
});
