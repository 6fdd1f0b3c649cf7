import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { profileLines, ruleLines } from "./log_lines.ts";
import { logProfile } from "./log_profiles.ts";
import type { LogRule } from "./log_rules.ts";

const START_MS = Date.parse("2026-11-01T10:00:00Z");
const HOUR = { fromMs: START_MS, untilMs: START_MS + 3_600_000 };

describe("profileLines", () => {
  const lines = (fromMs: number, untilMs: number) => [
    ...profileLines(logProfile("cart", { serves: true }), {
      seed: 5,
      bornMs: START_MS - 1e9,
      window: { fromMs, untilMs },
    }),
  ];

  it("gives as many lines as the rate says", () => {
    assertEquals(Math.abs(lines(HOUR.fromMs, HOUR.untilMs).length - 0.4 * 3_600) <= 2, true);
  });

  it("gives the same lines whether a window is read at once or in parts", () => {
    const middleMs = START_MS + 1_234_567;
    assertEquals(
      [...lines(HOUR.fromMs, middleMs), ...lines(middleMs, HOUR.untilMs)],
      lines(HOUR.fromMs, HOUR.untilMs),
    );
  });

  it("gives lines in order of time", () => {
    const times = lines(HOUR.fromMs, HOUR.untilMs).map(({ t }) => t);
    assert(times.every((t, i) => t >= (times[i - 1] ?? 0)));
  });
});

describe("ruleLines", () => {
  const rule: LogRule = {
    stream: {},
    level: "error",
    template: "no {id} at {ip} after {n}",
    fromMs: START_MS,
    untilMs: START_MS + 60_000,
    perSecond: 3,
  };
  const part = (index: number, of: number, window = HOUR) => [
    ...ruleLines(rule, { seed: 1, part: { index, of }, format: "logfmt", window }),
  ];

  it("spreads all lines of a rule over its streams", () => {
    assertEquals([0, 1, 2, 3].map((index) => part(index, 4).length), [45, 45, 45, 45]);
  });

  it("gives each stream the same lines in a part of the window", () => {
    const late = { fromMs: START_MS + 31_000, untilMs: HOUR.untilMs };
    assertEquals(part(2, 4, late), part(2, 4).filter(({ t }) => t >= late.fromMs));
  });

  it("makes one line of one a second over one second", () => {
    const single = { ...rule, perSecond: 1, untilMs: START_MS + 1_000 };
    const lines = [
      ...ruleLines(single, { seed: 1, part: { index: 0, of: 1 }, format: "plain", window: HOUR }),
    ];
    assertEquals(lines.length, 1);
  });

  it("fills the placeholders in the format of the program", () => {
    const [first] = part(0, 1);
    assert(
      /^ts=2026-11-01T10:00:00\.\d{3}Z level=error msg="no [0-9a-f]{16} at 10\.244\.\d+\.\d+ after \d+"$/
        .test(first?.line ?? ""),
      first?.line,
    );
  });
});
