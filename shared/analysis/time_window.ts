import { quoted, ToolError } from "../errors.ts";
import { correctedCall, type GivenCall } from "../render/corrected_call.ts";
import { formatAge, parseTime } from "../render/time.ts";

export interface TimeWindow {
  readonly start: Date;
  readonly end: Date;
}

/** The longest window a tool reads. */
export const MAX_WINDOW_SECONDS = 31 * 86_400;

/** The bounds as the caller gave them. */
export interface WindowBounds {
  readonly start: string | undefined;
  readonly end?: string | undefined;
}

export interface WindowOptions {
  readonly now: Date;
  readonly defaultSeconds: number;
  /** The call to correct in the hint. */
  readonly call: GivenCall;
  /** What the arguments are called. @default since and until */
  readonly names?: { readonly start: string; readonly end: string };
}

/**
 * Reads a window; an end in the future becomes now.
 *
 * @throws {ToolError} `invalid_input` when it starts in the future or after its end, `limit_exceeded` beyond 31 days
 */
export function readWindow(bounds: WindowBounds, options: WindowOptions): TimeWindow {
  const { now, defaultSeconds, call, names = { start: "since", end: "until" } } = options;
  const asked = readTime(bounds.end ?? "now", now);
  const end = asked > now ? now : asked;
  const start = bounds.start === undefined
    ? new Date(end.getTime() - defaultSeconds * 1_000)
    : readTime(bounds.start, now);
  const usual = formatAge(defaultSeconds);
  if (start >= now) {
    throw new ToolError(
      "invalid_input",
      `Cannot read a window that starts in the future: ${quoted(bounds.start ?? "")}`,
      {
        hint: correctedCall(call, { [names.start]: usual, [names.end]: undefined }),
      },
    );
  }
  if (start >= end) {
    throw new ToolError(
      "invalid_input",
      `Cannot read a window whose ${names.start} is not before its ${names.end}`,
      {
        hint: correctedCall(
          call,
          bounds.start === undefined
            ? { [names.end]: undefined }
            : { [names.start]: bounds.end, [names.end]: bounds.start },
        ),
      },
    );
  }
  assertLength({ start, end }, correctedCall(call, { [names.start]: longestBefore(end, now) }));
  return { start, end };
}

/** Reads the moment a tool looks at; now when none is given. @throws {ToolError} `invalid_input` in the future */
export function readMoment(
  text: string | undefined,
  { now, call }: Pick<WindowOptions, "now" | "call">,
): Date {
  const time = readTime(text ?? "now", now);
  if (time <= now) return time;
  throw new ToolError(
    "invalid_input",
    `Cannot look at a time in the future: ${quoted(text ?? "")}`,
    {
      hint: correctedCall(call, { time: undefined }),
    },
  );
}

/** @throws {ToolError} `limit_exceeded` when a window is longer than 31 days */
export function assertLength({ start, end }: TimeWindow, hint: string): void {
  const seconds = (end.getTime() - start.getTime()) / 1_000;
  if (seconds <= MAX_WINDOW_SECONDS) return;
  const [asked, most] = [formatAge(seconds), formatAge(MAX_WINDOW_SECONDS)];
  throw new ToolError(
    "limit_exceeded",
    `Cannot read ${asked} at once, the longest window is ${most}`,
    {
      hint,
    },
  );
}

function readTime(text: string, now: Date): Date {
  const time = parseTime(text, now);
  if (time !== undefined && !Number.isNaN(time.getTime())) return time;
  throw new ToolError("invalid_input", `Cannot read the time ${quoted(text)}`, {
    hint: "Use an age such as 1h or 2d, or RFC 3339 such as 2026-11-01T10:00:00Z",
  });
}

function longestBefore(end: Date, now: Date): string {
  if (end.getTime() === now.getTime()) return formatAge(MAX_WINDOW_SECONDS);
  return new Date(end.getTime() - MAX_WINDOW_SECONDS * 1_000).toISOString().replace(".000Z", "Z");
}
