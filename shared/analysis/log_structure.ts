/** Keys of structured lines, by the part they play; earlier names win. */
const TIME_KEYS = new Set(["ts", "time", "timestamp", "@timestamp", "t", "date", "datetime"]);
const MESSAGE_KEYS = ["msg", "message", "log", "event", "body", "text"];
const LEVEL_KEYS = ["level", "lvl", "severity", "log.level", "loglevel"];
/** Kept beside a message, because they say what went wrong. */
const TELLING_KEYS = [
  ..."error err exception error_class method http_method status status_code statusCode code reason"
    .split(" "),
  ..."exit_code exitCode errno signal".split(" "),
];
const MOST_FIELDS = 20;

/**
 * Writes a JSON line as the words that carry its meaning: level, message and telling fields, or all fields but the
 * time when there is no message. Other lines are given back as they are.
 */
export function flattenLogLine(line: string): string {
  if (!line.startsWith("{")) return line;
  const record = parseRecord(line);
  if (record === undefined) return line;
  const level = firstOf(record, LEVEL_KEYS);
  const message = firstOf(record, MESSAGE_KEYS);
  const levelWords = level === undefined ? [] : [`level=${level[1]}`];
  if (message === undefined) {
    const fields = Object.keys(record).filter((key) => !TIME_KEYS.has(key) && key !== level?.[0]);
    return [...levelWords, ...words(record, fields.slice(0, MOST_FIELDS))].join(" ");
  }
  return [...levelWords, message[1], ...words(record, TELLING_KEYS)].join(" ");
}

const TIME_IN_FRONT =
  /^\[?\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?\]?\s+/;
const LOGFMT_IN_FRONT = /^(?:(?:ts|time|timestamp|t|level|lvl)=(?:"[^"]*"|\S+)\s+)+/;

/**
 * Writes what a line says, without the time and level in front that are told beside it: a JSON line as its message
 * and its other fields, any other line from where its words begin.
 */
export function spokenWords(line: string): string {
  const record = line.startsWith("{") ? parseRecord(line) : undefined;
  if (record === undefined) return line.replace(TIME_IN_FRONT, "").replace(LOGFMT_IN_FRONT, "");
  const message = firstOf(record, MESSAGE_KEYS);
  const told = new Set([...TIME_KEYS, ...LEVEL_KEYS, message?.[0]]);
  const fields = Object.keys(record).filter((key) => !told.has(key));
  return [
    ...(message === undefined ? [] : [message[1]]),
    ...words(record, fields.slice(0, MOST_FIELDS)),
  ]
    .join(" ");
}

function parseRecord(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : undefined;
  } catch {
    // A line that only looks like JSON is a line like any other.
    return undefined;
  }
}

function firstOf(
  record: Readonly<Record<string, unknown>>,
  keys: readonly string[],
): readonly [key: string, value: string] | undefined {
  for (const key of keys) {
    const value = record[key];
    if (typeof value === "string" && value !== "") return [key, value.trimEnd()];
  }
  return undefined;
}

function words(record: Readonly<Record<string, unknown>>, keys: readonly string[]): string[] {
  return keys.flatMap((key) => {
    const value = record[key];
    if (value === undefined || value === null || value === "") return [];
    return [`${key}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`];
  });
}
