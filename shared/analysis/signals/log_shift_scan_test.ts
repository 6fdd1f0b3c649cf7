import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { logShiftsOf } from "./log_shift_scan.ts";

const entity = { kind: "Deployment", namespace: "shop", name: "orders" };
const MINUTE_MS = 60_000;

function stream(pod: string, lines: readonly (readonly [minute: number, line: string])[]) {
  const labels = { namespace: "shop", pod, node_name: `node-of-${pod}` };
  return { labels, entries: lines.map(([at, line]) => ({ timeMs: at * MINUTE_MS, line })) };
}

const usual = [[0, "level=info stored order 12"], [1, "level=info stored order 13"]] as const;

describe("logShiftsOf", () => {
  it("names a template that is new, and who wrote it", () => {
    const window = [
      stream("orders-a", [[10, "level=error no currency in order 77"], [11, usual[0][1]]]),
      stream("orders-b", [[12, "level=error no currency in order 78"]]),
    ];
    const [shift, ...others] = logShiftsOf({
      entity,
      baseline: [stream("orders-a", usual)],
      window,
      lengthRatio: 1,
    });
    assertEquals(others, []);
    assertEquals(
      [shift?.kind, shift?.level, shift?.count, shift?.template, shift?.pods, shift?.nodes],
      [
        "new",
        "error",
        2,
        "level=error no currency in order <n>",
        ["orders-a", "orders-b"],
        ["node-of-orders-a", "node-of-orders-b"],
      ],
    );
    assertEquals(shift?.since, "1970-01-01T00:10:00.000Z");
  });

  it("puts errors before what is only new, and keeps that too", () => {
    const window = [stream("orders-a", [
      [9, "level=info settings reloaded: TIMEOUT 2s"],
      [10, "level=error no currency in order 77"],
    ])];
    const shifts = logShiftsOf({ entity, baseline: [], window, lengthRatio: 1 });
    assertEquals(shifts.map(({ level }) => level), ["error", "info"]);
  });

  it("leaves out what is as frequent as before, and tells what is five times as frequent", () => {
    const line = "level=warn card declined";
    const window = (count: number) => [
      stream("orders-a", Array.from({ length: count }, (_, at) => [10 + at, line] as const)),
    ];
    const baseline = [stream("orders-a", [[0, line], [1, line]])];
    assertEquals(logShiftsOf({ entity, baseline, window: window(3), lengthRatio: 1 }), []);
    const [shift] = logShiftsOf({ entity, baseline, window: window(20), lengthRatio: 1 });
    assertEquals([shift?.kind, shift?.count, shift?.expected], ["louder", 20, 2]);
  });

  it("believes that what is there on both sides of a gap went on in it", () => {
    const window = [stream("orders-a", [
      ...[0, 1, 2, 3].map((at) => [at, "level=error boom"] as const),
      ...[12, 13, 14, 15].map((at) => [at, "level=error boom"] as const),
    ])];
    const unread = { fromMs: 3 * MINUTE_MS, untilMs: 12 * MINUTE_MS };
    const [shift] = logShiftsOf({ entity, baseline: [], window, lengthRatio: 1, unread });
    assertEquals(shift?.count, 20);
  });

  it("dates what is there as soon as reading goes on to where it stopped", () => {
    const window = [stream("orders-a", [[12, "level=error boom"]])];
    const unread = { fromMs: 3 * MINUTE_MS, untilMs: 12 * MINUTE_MS };
    const [shift] = logShiftsOf({ entity, baseline: [], window, lengthRatio: 1, unread });
    assertEquals(shift?.since, "1970-01-01T00:03:00.000Z");
  });
});
