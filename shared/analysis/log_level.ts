import type { Labels } from "./series.ts";

/** Gravest first. */
export const LOG_LEVELS = ["error", "warn", "info", "debug", "unknown"] as const;
export type LogLevel = typeof LOG_LEVELS[number];

const LEVEL_OF_WORD: Readonly<Record<string, LogLevel>> = {
  panic: "error",
  fatal: "error",
  critical: "error",
  crit: "error",
  alert: "error",
  emerg: "error",
  severe: "error",
  error: "error",
  err: "error",
  e: "error",
  f: "error",
  warning: "warn",
  warn: "warn",
  w: "warn",
  notice: "info",
  information: "info",
  info: "info",
  i: "info",
  debug: "debug",
  trace: "debug",
};

const LABELS = ["level", "detected_level", "severity", "lvl"];
const HEAD_CHARACTERS = 300;
const PAIR = /\b(?:level|lvl|severity|loglevel)"?\s*[=:]\s*"?([a-z]+)/i;
const KLOG = /^([EFWI])\d{4} \d\d:/;
const BARE =
  /(?:^|[\s[(|])(PANIC|FATAL|CRITICAL|SEVERE|ERROR|ERR|WARNING|WARN|NOTICE|INFO|DEBUG|TRACE)(?=[\s\])|:]|$)/;
const BRACKETED = /\[(panic|fatal|crit|alert|emerg|error|warning|warn|notice|info|debug|trace)\]/;

const THROWN = /(?:^|[\s.:])[A-Z]\w*(?:Exception|Error)\b|^panic: |^Traceback /;
const WARNING_EVENT = /\btype"?[=:]"?Warning\b/;
const SERVER_ERROR = /HTTP\/\d(?:\.\d)?" 5\d\d\b|\b(?:http_)?status(?:_?code)?"?[=:]\s*"?5\d\d\b/i;

/**
 * Finds how grave a line is: by what it says (a pair, a klog header, a level word), else by its stream's label.
 *
 * An answer 5xx is an error at whatever level it is written; an exception is one where no level is written.
 */
export function logLevel(line: string, labels: Labels = {}): LogLevel {
  const head = line.slice(0, HEAD_CHARACTERS);
  if (SERVER_ERROR.test(head)) return "error";
  const written = PAIR.exec(head) ?? KLOG.exec(head) ?? BARE.exec(head) ?? BRACKETED.exec(head);
  const label = LABELS.map((name) => labels[name]).find((value) => value !== undefined);
  return levelOf(written?.[1]) ?? levelOf(label) ?? impliedLevel(head);
}

// What names no level may still say that something broke.
function impliedLevel(head: string): LogLevel {
  if (THROWN.test(head)) return "error";
  return WARNING_EVENT.test(head) ? "warn" : "unknown";
}

function levelOf(word: string | undefined): LogLevel | undefined {
  return LEVEL_OF_WORD[word?.toLowerCase() ?? ""];
}
