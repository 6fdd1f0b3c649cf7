import {
  assertLength,
  MAX_WINDOW_SECONDS,
  readMoment,
  readWindow,
} from "../analysis/time_window.ts";
import { quoted, ToolError } from "../errors.ts";
import { formatDurationMs, parseDurationMs } from "../query/durations.ts";
import type { ValueType } from "../query/promql_ast.ts";
import { chooseStepSeconds, niceStepSeconds } from "../query/promql_step.ts";
import { TYPE_NAMES } from "../query/promql_value_types.ts";
import { correctedCall, type GivenCall } from "../render/corrected_call.ts";
import { formatAge, parseAgeSeconds } from "../render/time.ts";

/** When a metric query looks: once, or at each step of a window. */
export type MetricTimes =
  | { readonly kind: "instant"; readonly time: Date }
  | {
    readonly kind: "range";
    readonly start: Date;
    readonly end: Date;
    readonly stepSeconds: number;
  };

/** The arguments of a metric query that say when. */
export interface MetricTimeArguments {
  readonly range?: string | undefined;
  readonly time?: string | undefined;
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly step?: string | undefined;
}

export interface MetricTimeOptions {
  readonly now: Date;
  readonly call: GivenCall;
}

/**
 * Refuses a range query over what is no number and no instant vector.
 *
 * @throws {ToolError} `invalid_input` with the instant query
 */
export function assertRangeable(type: ValueType, times: MetricTimes, call: GivenCall): void {
  if (times.kind === "instant" || type === "vector" || type === "scalar") return;
  throw new ToolError("invalid_input", `Cannot run a range query over ${TYPE_NAMES[type]}`, {
    hint: `${
      correctedCall(call, { range: undefined, start: undefined, end: undefined, step: undefined })
    } for its raw samples, or use a function such as rate()`,
  });
}

/** Points that a series has when the caller does not choose the step. */
const USUAL_POINTS = 61;
/** Prometheus refuses more points per series. */
const MOST_POINTS = 11_000;
const DEFAULT_RANGE_SECONDS = 3_600;

/**
 * Reads when a metric query looks: `range` back from `time`, or from `start` to `end`, else once at `time`.
 *
 * @throws {ToolError} `invalid_input` when the arguments contradict each other or lie in the future,
 * `limit_exceeded` beyond 31 days or 11,000 points
 */
export function readMetricTimes(
  given: MetricTimeArguments,
  options: MetricTimeOptions,
): MetricTimes {
  refuseContradictions(given, options);
  if (given.range === undefined && given.start === undefined) {
    return { kind: "instant", time: wholeSeconds(readMoment(given.time, options)) };
  }
  const window = given.range === undefined
    ? readWindow({ start: given.start, end: given.end }, {
      ...options,
      defaultSeconds: DEFAULT_RANGE_SECONDS,
      names: { start: "start", end: "end" },
    })
    : readRange(given.range, readMoment(given.time, options), options);
  const bounds = { start: wholeSeconds(window.start), end: wholeSeconds(window.end) };
  return { kind: "range", ...bounds, stepSeconds: readStep(given.step, bounds, options) };
}

function refuseContradictions(given: MetricTimeArguments, { call }: MetricTimeOptions): void {
  const { range, time, start, end, step } = given;
  if (start !== undefined && (range !== undefined || time !== undefined)) {
    throw new ToolError("invalid_input", "Cannot use start together with range or time", {
      hint: correctedCall(call, { range: undefined, time: undefined }),
    });
  }
  if (end !== undefined && start === undefined) {
    throw new ToolError("invalid_input", "Cannot use end without start", {
      hint: correctedCall(call, { range: range ?? "1h", time: time ?? end, end: undefined }),
    });
  }
  if (step !== undefined && range === undefined && start === undefined) {
    throw new ToolError("invalid_input", "Cannot use step in an instant query", {
      hint: correctedCall(call, { range: "1h" }),
    });
  }
}

function readRange(range: string, end: Date, { call }: MetricTimeOptions) {
  const seconds = parseAgeSeconds(range) ?? (parseDurationMs(range) ?? 0) / 1_000;
  if (seconds <= 0) {
    throw new ToolError("invalid_input", `Cannot read the range ${quoted(range)}`, {
      hint: correctedCall(call, { range: "1h" }),
    });
  }
  const start = new Date(end.getTime() - seconds * 1_000);
  assertLength({ start, end }, correctedCall(call, { range: formatAge(MAX_WINDOW_SECONDS) }));
  return { start, end };
}

function readStep(
  step: string | undefined,
  { start, end }: { readonly start: Date; readonly end: Date },
  { call }: MetricTimeOptions,
): number {
  const [startMs, endMs] = [start.getTime(), end.getTime()];
  if (step === undefined) return chooseStepSeconds({ startMs, endMs, maxPoints: USUAL_POINTS });
  const stepMs = /^\d+$/.test(step) ? Number(step) * 1_000 : parseDurationMs(step);
  if (stepMs === undefined || stepMs < 1_000) {
    throw new ToolError("invalid_input", `Cannot use the step ${quoted(step)}`, {
      hint: correctedCall(call, { step: undefined }),
    });
  }
  const points = Math.floor((endMs - startMs) / stepMs) + 1;
  if (points > MOST_POINTS) {
    const longer = niceStepSeconds((endMs - startMs) / 1_000 / (MOST_POINTS - 1));
    throw new ToolError(
      "limit_exceeded",
      `Cannot ask for ${points} points per series, the limit is ${MOST_POINTS}`,
      {
        hint: correctedCall(call, { step: formatDurationMs(longer * 1_000) }),
      },
    );
  }
  return stepMs / 1_000;
}

function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1_000) * 1_000);
}
