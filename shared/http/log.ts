import type { CallRecord, Recorder } from "../context.ts";
import { ERROR_CODES } from "../errors.ts";
import { activeTraceId } from "./trace_context.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = typeof LEVELS[number];

/** All that a line may carry: nothing a caller sent, nothing an upstream said, no credential. */
export interface LogFields {
  readonly event: string;
  readonly tool?: string;
  readonly backend?: string;
  readonly tenant?: string;
  readonly user?: string;
  readonly status?: string;
  readonly durationMs?: number;
  readonly tokens?: number;
  readonly cache?: string;
  readonly address?: string;
  /** What went wrong underneath, with its causes. */
  readonly error?: unknown;
}

const FIELDS = [
  "event",
  "tool",
  "backend",
  "tenant",
  "user",
  "status",
  "durationMs",
  "tokens",
  "cache",
  "address",
] as const satisfies readonly (keyof LogFields)[];

/** Writes one line of JSON; lines below the level are dropped. */
export type Log = (level: LogLevel, fields: LogFields) => void;

export interface LogOptions {
  readonly level: LogLevel;
  /** Takes one line without its newline. */
  write(line: string): void;
  /** @default the process clock */
  now?(): Date;
}

/** Makes a log of JSON lines with time, level and the trace they belong to. */
export function createLog({ level: least, write, now = () => new Date() }: LogOptions): Log {
  const leastIndex = LEVELS.indexOf(least);
  return (level, fields) => {
    if (LEVELS.indexOf(level) < leastIndex) return;
    const line: Record<string, unknown> = { time: now().toISOString(), level };
    for (const name of FIELDS) if (fields[name] !== undefined) line[name] = fields[name];
    const traceId = activeTraceId();
    if (traceId !== undefined) line["traceId"] = traceId;
    if (fields.error !== undefined) line["error"] = causes(fields.error);
    write(JSON.stringify(line));
  };
}

const encoder = new TextEncoder();

/** Writes a line to standard error: on stdio, standard output belongs to the protocol. */
export function writeToStderr(line: string): void {
  Deno.stderr.writeSync(encoder.encode(`${line}\n`));
}

/** Logs calls as they end, at the level of their status, and every upstream request at `debug`. */
export function logRecorder(log: Log): Recorder {
  return {
    callStarted() {},
    callEnded(record) {
      const level = record.status === "ok" ? "info" : ERROR_CODES[record.status].logLevel;
      log(level, callFields(record));
    },
    backendCall({ backend, status, durationSeconds, cache }) {
      const durationMs = milliseconds(durationSeconds);
      log("debug", { event: "backend", backend, status, cache, durationMs });
    },
  };
}

function callFields({ tool, principal, status, durationSeconds, tokens, cause }: CallRecord) {
  return {
    event: "call",
    tool,
    tenant: principal.tenant,
    user: principal.user,
    status,
    durationMs: milliseconds(durationSeconds),
    ...(tokens !== undefined && { tokens }),
    ...(cause !== undefined && { error: cause }),
  };
}

const MOST_CAUSES = 5;
const CAUSE_CHARACTERS = 500;

// An upstream may put anything into its errors: enough of it to find the cause, no more.
function causes(error: unknown): string[] {
  const found: string[] = [];
  let at = error;
  while (at !== undefined && at !== null && found.length < MOST_CAUSES) {
    found.push(String(at).slice(0, CAUSE_CHARACTERS));
    at = at instanceof Error ? at.cause : undefined;
  }
  return found;
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 10_000) / 10;
}
