import { mix32, unit } from "../random.ts";
import { fillTemplate, formatLine, type LogFormat } from "./log_formats.ts";
import type { LogProfile, LogTemplate } from "./log_profiles.ts";
import type { LogRule } from "./log_rules.ts";

export interface LogEntry {
  /** Unix time in milliseconds. */
  readonly t: number;
  readonly line: string;
}

/** A window, its end excluded. */
export interface Window {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * The lines of a healthy program in a window. The n-th line stands somewhere in the n-th slot of its rate,
 * so that any window is computed without those before it. Lines about requests thin out with what is answered.
 */
export function* profileLines(
  profile: LogProfile,
  { seed, bornMs, window, answered = () => 1 }: {
    readonly seed: number;
    readonly bornMs: number;
    readonly window: Window;
    /** The part of the usual requests that is answered, from 0 to 1. */
    readonly answered?: ((timeMs: number) => number) | undefined;
  },
): Generator<LogEntry> {
  if (profile.lines.length === 0) return;
  const slotMs = 1_000 / profile.perSecond;
  const first = Math.max(0, Math.floor((window.fromMs - bornMs) / slotMs));
  for (let n = first;; n++) {
    const hash = mix32(seed, n);
    const t = Math.floor(bornMs + (n + unit(hash)) * slotMs);
    if (bornMs + n * slotMs >= window.untilMs) return;
    if (t < window.fromMs || t >= window.untilMs) continue;
    const { level, template, idle } = weighted(profile.lines, unit(mix32(hash, 1)));
    if (!idle && unit(mix32(hash, 2)) >= answered(t)) continue;
    const message = fillTemplate(template, hash);
    yield { t, line: formatLine(profile.format, { message, level, timeMs: t }) };
  }
}

function weighted(templates: readonly LogTemplate[], chance: number): LogTemplate {
  const total = templates.reduce((sum, { weight }) => sum + weight, 0);
  let left = chance * total;
  const found = templates.find(({ weight }) => (left -= weight) < 0);
  return found ?? templates[0] as LogTemplate;
}

/** Which lines of a rule belong to one of the streams that share it. */
export interface Part {
  readonly index: number;
  readonly of: number;
}

/** The lines a rule gives one stream in a window: every n-th of all its lines. */
export function* ruleLines(
  rule: LogRule,
  { seed, part, format, window }: {
    readonly seed: number;
    readonly part: Part;
    readonly format: LogFormat;
    readonly window: Window;
  },
): Generator<LogEntry> {
  const slotMs = 1_000 / rule.perSecond;
  const untilMs = Math.min(rule.untilMs, window.untilMs);
  const first = Math.max(0, Math.floor((window.fromMs - rule.fromMs) / slotMs));
  const offset = (part.index - first % part.of + part.of) % part.of;
  for (let n = first + offset;; n += part.of) {
    const hash = mix32(seed, n);
    // Early in its slot: a rule of one line a second over one second is one line.
    const t = Math.floor(rule.fromMs + (n + 0.9 * unit(hash)) * slotMs);
    if (rule.fromMs + n * slotMs >= untilMs) return;
    if (t < window.fromMs || t >= untilMs) continue;
    const message = fillTemplate(rule.template, hash);
    yield { t, line: formatLine(format, { message, level: rule.level, timeMs: t }) };
  }
}
