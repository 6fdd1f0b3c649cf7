import { escapeRe2 } from "../../query/re2.ts";
import type { LogStream } from "../log_stream.ts";
import { LogTemplateMiner, rankTemplates } from "../log_template.ts";

const MOST_PATTERNS = 24;
const MOST_WORDS = 12;
const LEAST_LITERAL_CHARACTERS = 8;
/** Share of all lines from which a kind of line is worth leaving out. */
const LEAST_SHARE = 0.004;
const MASK = /<[a-z0-9*]+>/;
const WHOLE_MASK = /^<[a-z0-9*]+>$/;
const LEVEL_WORD = /^level=\S+$/;
const STATUS_CLASS = /([1-5])xx\b/g;

/**
 * Writes one regular expression, in the syntax of RE2, for the lines that fill a log when all is well, so that the
 * rest can be read without them; empty where no kind of line stands out. Grave lines are never among them.
 */
export function usualLines(
  streams: readonly LogStream[],
  isGrave: (line: string) => boolean,
): string {
  const miner = new LogTemplateMiner();
  const lines = streams.flatMap(({ entries }) => entries);
  for (const { line, timeMs } of lines) miner.add(line, timeMs);
  const patterns = rankTemplates(miner.templates())
    .filter(({ count, sample }) => count >= LEAST_SHARE * lines.length && !isGrave(sample))
    .flatMap(({ template, sample }) => patternOf(template, sample) ?? []);
  return [...new Set(patterns)].slice(0, MOST_PATTERNS).join("|");
}

// A pattern counts only where it finds the line it came from: structured lines are templates of their fields.
function patternOf(template: string, sample: string): string | undefined {
  const words = template.split(" ").filter((word) => !LEVEL_WORD.test(word) || !isJson(sample))
    .slice(0, MOST_WORDS);
  const literal = words.filter((word) => !MASK.test(word)).join("");
  if (literal.length < LEAST_LITERAL_CHARACTERS) return undefined;
  const pattern = joined(words.map(wordPattern));
  return new RegExp(pattern).test(sample) ? pattern : undefined;
}

// What stands for a whole word matches the space after it.
function joined(patterns: readonly string[]): string {
  return patterns.map((pattern, at) =>
    at === patterns.length - 1 || pattern === NO_FAILURE_STATUS ? pattern : `${pattern} `
  ).join("");
}

function isJson(line: string): boolean {
  return line.startsWith("{");
}

// A bare number may be a status: 404 and 503 are not what is usual about a line that says 200.
const NO_FAILURE_STATUS = String.raw`(?:[^45\s]\S*|[45]\S{3,}|[45]\S?|[45]\D\S|[45]\d\D)(?:\s|"|$)`;

function wordPattern(word: string): string {
  if (WHOLE_MASK.test(word)) return NO_FAILURE_STATUS;
  return word.split(MASK).map(escapeRe2).join("\\S+").replace(STATUS_CLASS, "$1\\d\\d");
}
