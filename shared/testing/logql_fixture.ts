import type { LogEntry, StreamSource } from "../embedded/logql_values.ts";
import type { Labels } from "../query/matchers.ts";

const LINES = 180;
const STEP_MS = 20_000;

/** Just after the last line of the fixture. */
export const LOG_FIXTURE_END_MS = Date.UTC(2026, 9, 1, 12, 0, 0);
export const LOG_FIXTURE_START_MS = LOG_FIXTURE_END_MS - LINES * STEP_MS;

export interface FixtureStream {
  readonly labels: Labels;
  readonly entries: readonly LogEntry[];
}

type WriteLine = (index: number) => string;

const LEVELS = ["info", "info", "warn", "error"];
const METHODS = ["GET", "POST", "GET", "DELETE"];

/** An hour of lines in the formats that applications write: JSON, logfmt, access log, plain text, and broken ones. */
export function logqlFixture(): FixtureStream[] {
  return [
    stream({ app: "api", namespace: "shop", pod: "api-1" }, { write: json, offsetMs: 1 }),
    stream({ app: "api", namespace: "shop", pod: "api-2" }, {
      write: (i) => json(i + 7),
      offsetMs: 3,
    }),
    stream({ app: "web", namespace: "shop", pod: "web-1" }, { write: accessLog, offsetMs: 5 }),
    stream({ app: "cart", namespace: "shop", pod: "cart-1", level: "stream" }, {
      write: logfmt,
      offsetMs: 7,
    }),
    stream({ app: "cart", namespace: "edge", pod: "cart-2" }, {
      write: (i) => logfmt(i * 3 + 1),
      offsetMs: 9,
    }),
    stream({ app: "job", namespace: "batch", pod: "job-1" }, { write: plain, offsetMs: 11 }),
    stream({ app: "mixed", namespace: "batch", pod: "mixed-1" }, {
      write: (i) => i % 5 === 0 ? plain(i) : json(i),
      offsetMs: 13,
    }),
  ];
}

/** Serves the fixture to the evaluator. */
export function logFixtureSource(streams: readonly FixtureStream[] = logqlFixture()): StreamSource {
  return { select: () => streams };
}

function stream(
  labels: Labels,
  { write, offsetMs }: { write: WriteLine; offsetMs: number },
): FixtureStream {
  const entries = Array.from(
    { length: LINES },
    (_, i) => ({ t: LOG_FIXTURE_START_MS + i * STEP_MS + offsetMs, line: write(i) }),
  );
  return { labels, entries };
}

function json(i: number): string {
  return JSON.stringify({
    level: LEVELS[i % 4],
    msg: `request ${i} done`,
    method: METHODS[(i >> 1) % 4],
    status: 200 + (i % 7) * 50,
    took: `${(i * 37) % 900}ms`,
    size: `${(i * 13) % 40}KB`,
    request: { id: `r-${i % 11}`, "remote.addr": `10.0.${i % 3}.${i % 250}` },
    pod: "inner",
    ratio: (i % 10) / 4,
    tags: ["a", "b"],
    none: null,
    ok: i % 2 === 0,
  });
}

function logfmt(i: number): string {
  const error = i % 6 === 0 ? ` err="dial tcp 10.1.${i % 4}.9:8080: \\"refused\\""` : "";
  return `ts=${i} level=${LEVELS[i % 4]} msg="handled order ${i % 9}" duration=${
    (i * 7) % 50
  }.5ms bytes=${i * 10} empty=${error}`;
}

function accessLog(i: number): string {
  const status = [200, 200, 304, 404, 500][i % 5];
  return `192.168.${i % 2}.${i % 200} - - "${METHODS[i % 4]} /items/${i % 13} HTTP/1.1" ${status} ${
    i * 21
  } ${(i % 30) / 10}`;
}

function plain(i: number): string {
  return i % 4 === 3
    ? `ERROR failed to write batch ${i}: timeout after ${i}s`
    : `processed batch ${i} of 500 in ${i % 17} steps`;
}
