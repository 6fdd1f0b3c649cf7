import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { applyShape, type Shape } from "./metric_rules.ts";

/** A counter of the base that grows by 2 per second from 100 on. */
const counter = (t: number) => 100 + 2 * t / 1_000;
const gauge = () => 50;
const seconds = (left: number, right: number) => (right - left) / 1_000;

function at(
  shape: Shape,
  times: readonly number[],
  options: { counter?: boolean; base?: boolean; share?: number } = {},
) {
  const { counter: counts = false, base: hasBase = true, share = 1 } = options;
  const base = hasBase ? (counts ? counter : gauge) : undefined;
  const part = (left: number, right: number) => share * seconds(left, right);
  const shaped = applyShape(shape, base, { base, seconds: part, startMs: 0, counter: counts });
  return times.map((t) => shaped(t));
}

describe("applyShape on a counter", () => {
  it("steps to a rate and goes on from where it stands", () => {
    const shape = { kind: "step", fromMs: 10_000, perSecond: 5 } as const;
    assertEquals(at(shape, [0, 10_000, 20_000], { counter: true }), [100, 120, 170]);
  });

  it("splits a rate over the series of its selector", () => {
    const shape = { kind: "step", fromMs: 10_000, perSecond: 6 } as const;
    assertEquals(at(shape, [20_000], { counter: true, share: 1 / 3 }), [140]);
  });

  it("multiplies the rate by a factor, not the value", () => {
    const shape = { kind: "step", fromMs: 10_000, factor: 0 } as const;
    assertEquals(at(shape, [10_000, 60_000], { counter: true }), [120, 120]);
  });

  it("goes back to the base's rate after a spike", () => {
    const shape = { kind: "spike", fromMs: 10_000, untilMs: 20_000, perSecond: 10 } as const;
    assertEquals(at(shape, [20_000, 30_000], { counter: true }), [220, 240]);
  });

  it("has the rate before when one is given, and has it again after a drop", () => {
    const shape = {
      kind: "drop",
      fromMs: 10_000,
      untilMs: 20_000,
      perSecond: 0,
      before: 1,
    } as const;
    assertEquals(at(shape, [5_000, 10_000, 20_000, 25_000], { counter: true }), [
      105,
      110,
      110,
      115,
    ]);
  });

  it("stands at zero before its step when a rule adds it", () => {
    const shape = { kind: "step", fromMs: 10_000, perSecond: 4 } as const;
    assertEquals(at(shape, [0, 10_000, 11_000], { base: false }), [0, 0, 4]);
  });
});

describe("applyShape on a gauge", () => {
  it("steps to a value", () => {
    assertEquals(at({ kind: "step", fromMs: 10_000, value: 9 }, [9_999, 10_000]), [50, 9]);
  });

  it("ramps from the base's value and holds the end", () => {
    const shape = { kind: "ramp", fromMs: 10_000, untilMs: 20_000, value: 100 } as const;
    assertEquals(at(shape, [0, 10_000, 15_000, 20_000, 90_000]), [50, 50, 75, 100, 100]);
  });

  it("multiplies the base by a factor", () => {
    assertEquals(at({ kind: "step", fromMs: 10_000, factor: 3 }, [0, 10_000]), [50, 150]);
  });

  it("holds each point until the next", () => {
    const shape = { kind: "points", points: [[10_000, 1], [20_000, 2]] } as const;
    assertEquals(at(shape, [5_000, 15_000, 25_000]), [50, 1, 2]);
  });

  it("has no sample outside a constant that a rule adds", () => {
    const shape = { kind: "constant", fromMs: 10_000, untilMs: 20_000, value: 1 } as const;
    assertEquals(at(shape, [5_000, 15_000, 25_000], { base: false }), [undefined, 1, undefined]);
  });

  it("leaves what an earlier rule made of it until its own begin", () => {
    const first = applyShape({ kind: "step", fromMs: 10_000, value: 1 }, gauge, {
      base: gauge,
      seconds,
      startMs: 0,
    });
    const second = applyShape({ kind: "step", fromMs: 20_000, value: 2, before: 7 }, first, {
      base: gauge,
      seconds,
      startMs: 0,
    });
    assertEquals([5_000, 15_000, 25_000].map(second), [50, 1, 2]);
  });
});
