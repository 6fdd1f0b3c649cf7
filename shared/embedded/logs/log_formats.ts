import { hex, mix32 } from "../random.ts";

export const LOG_FORMATS = ["json", "logfmt", "plain", "java"] as const;
export type LogFormat = typeof LOG_FORMATS[number];

type Write = (message: string, level: string, time: string) => string;

const WRITERS: Readonly<Record<LogFormat, Write>> = {
  json: (msg, level, ts) => JSON.stringify({ ts, level, msg }),
  logfmt: (msg, level, ts) => `ts=${ts} level=${level} msg="${msg}"`,
  plain: (msg, level, ts) => `${ts} ${level.toUpperCase()} ${msg}`,
  java: (msg, level, ts) =>
    `${ts.replace("T", " ").replace("Z", "")} ${level.toUpperCase().padEnd(5)} [main] ${msg}`,
};

/** Writes a message as a program of that format does; a message that would need escapes is written plain. */
export function formatLine(
  format: LogFormat,
  { message, level, timeMs }: {
    readonly message: string;
    readonly level: string | undefined;
    readonly timeMs: number;
  },
): string {
  if (level === undefined) return message;
  const escaped = /["\\\n]/.test(message) && format !== "java";
  return WRITERS[escaped ? "plain" : format](message, level, new Date(timeMs).toISOString());
}

/** Fills the placeholders of a template: `{ip}` an address, `{id}` 16 hex digits, `{n}` a whole number. */
export function fillTemplate(template: string, hash: number): string {
  let place = 0;
  return template.replace(/\{(ip|id|n)\}/g, (_, name: keyof typeof FILLERS) => {
    return FILLERS[name](mix32(hash, place++));
  });
}

const FILLERS = {
  ip: (hash: number) => `10.244.${hash % 5}.${2 + (hash >>> 8) % 40}`,
  id: (hash: number) => hex(hash, 16),
  n: (hash: number) => String(hash % 1_000),
};
