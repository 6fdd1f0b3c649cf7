import type { Entity } from "../entity.ts";
import { foldStackTraces } from "../log_stack_trace.ts";
import { LOG_LEVELS, logLevel } from "../log_level.ts";
import type { LogStream } from "../log_stream.ts";
import { type LogTemplate, LogTemplateMiner } from "../log_template.ts";
import { ascending, descending } from "../order.ts";
import type { LogShift } from "./log_shift.ts";

export interface LogScan {
  readonly entity: Entity;
  readonly baseline: readonly LogStream[];
  readonly window: readonly LogStream[];
  /** Length of what was read of the window divided by that of the baseline. */
  readonly lengthRatio: number;
  /** A part of the window that was not read; lines on both its sides are believed to go on in it. */
  readonly unread?: { readonly fromMs: number; readonly untilMs: number } | undefined;
}

interface Seen {
  now: number;
  past: number;
  firstMs: number;
  lastMs: number;
  sample: string;
  level: string;
  readonly pods: Set<string>;
  readonly nodes: Set<string>;
}

/** Growth from which a known template counts as louder. */
const LOUDER_RATIO = 5;
// Keeps one line against none from looking like infinite growth.
const SMOOTHING = 0.5;
/** Templates of one workload that are kept, gravest and loudest first. */
const MOST_SHIFTS = 6;
const MOST_QUIET_SHIFTS = 3;
const QUIET_LEVELS: ReadonlySet<string> = new Set(["info", "debug", "unknown"]);

/** Finds what one workload writes now and did not write before, or far less; gravest first, then loudest. */
export function logShiftsOf(scan: LogScan): readonly LogShift[] {
  const miner = new LogTemplateMiner();
  const seen = new Map<number, Seen>();
  // The baseline first: a template must not depend on what came later.
  count(miner, scan.baseline, ({ number }) => void seenAt(seen, number).past++);
  count(miner, scan.window, (line) => note(seenAt(seen, line.number), line));
  const shifts = miner.templates().flatMap((template, number) => {
    const lines = seen.get(number);
    return lines === undefined ? [] : shiftOf(template, lines, scan) ?? [];
  }).sort(byGravity);
  const quiet = shifts.filter(({ level = "" }) => QUIET_LEVELS.has(level));
  const dropped = new Set(quiet.slice(MOST_QUIET_SHIFTS));
  return shifts.filter((shift) => !dropped.has(shift)).slice(0, MOST_SHIFTS);
}

interface MinedLine {
  readonly number: number;
  readonly timeMs: number;
  readonly line: string;
  readonly labels: LogStream["labels"];
}

// In order of time, so that the templates do not depend on how streams were cut.
function count(
  miner: LogTemplateMiner,
  streams: readonly LogStream[],
  take: (line: MinedLine) => void,
): void {
  const lines = streams.flatMap(({ labels, entries }) =>
    foldStackTraces(entries).entries.map((entry) => ({ ...entry, labels }))
  ).sort((a, b) => a.timeMs - b.timeMs || ascending(a.line, b.line));
  for (const line of lines) take({ ...line, number: miner.add(line.line, line.timeMs) });
}

function seenAt(seen: Map<number, Seen>, number: number): Seen {
  const known = seen.get(number);
  if (known !== undefined) return known;
  const fresh: Seen = {
    now: 0,
    past: 0,
    firstMs: Infinity,
    lastMs: -Infinity,
    sample: "",
    level: "unknown",
    pods: new Set(),
    nodes: new Set(),
  };
  seen.set(number, fresh);
  return fresh;
}

function note(seen: Seen, { timeMs, line, labels }: MinedLine): void {
  seen.now++;
  seen.firstMs = Math.min(seen.firstMs, timeMs);
  if (timeMs >= seen.lastMs) {
    seen.lastMs = timeMs;
    seen.sample = line;
    seen.level = logLevel(line, labels);
  }
  const { pod, node_name: node } = labels;
  if (pod !== undefined) seen.pods.add(pod);
  if (node !== undefined) seen.nodes.add(node);
}

function shiftOf(
  { template }: LogTemplate,
  { now, past, firstMs, lastMs, sample, level, pods, nodes }: Seen,
  { entity, lengthRatio, unread }: LogScan,
): LogShift | undefined {
  const expected = past * lengthRatio;
  const isLouder = now + SMOOTHING >= LOUDER_RATIO * (expected + SMOOTHING);
  if (now === 0 || (past > 0 && !isLouder)) return undefined;
  return {
    entity,
    kind: past === 0 ? "new" : "louder",
    level,
    template,
    sample,
    count: Math.round(now * growthOver(unread, { firstMs, lastMs })),
    expected,
    since: new Date(beginOf(firstMs, unread)).toISOString(),
    lastAt: new Date(lastMs).toISOString(),
    pods: [...pods].sort(),
    nodes: [...nodes].sort(),
  };
}

const AT_ONCE_MS = 10_000;

// What is there as soon as reading goes on began somewhere in between: at the earliest where reading stopped.
function beginOf(firstMs: number, unread: LogScan["unread"]): number {
  if (unread === undefined || firstMs < unread.untilMs) return firstMs;
  return firstMs - unread.untilMs < AT_ONCE_MS ? unread.fromMs : firstMs;
}

function growthOver(
  unread: LogScan["unread"],
  { firstMs, lastMs }: Pick<Seen, "firstMs" | "lastMs">,
): number {
  if (unread === undefined || firstMs >= unread.fromMs || lastMs <= unread.untilMs) return 1;
  const span = lastMs - firstMs;
  return span / (span - (unread.untilMs - unread.fromMs));
}

/** Puts the gravest first, then what is new, then the loudest, then by text. */
export function byGravity(a: LogShift, b: LogShift): number {
  return ascending(gravity(a), gravity(b)) || descending(a.kind, b.kind) ||
    descending(a.count, b.count) || ascending(a.template, b.template);
}

function gravity({ level = "unknown" }: LogShift): number {
  return (LOG_LEVELS as readonly string[]).indexOf(level);
}
