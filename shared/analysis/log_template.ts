import { protectedForm } from "./log_protected.ts";
import { flattenLogLine } from "./log_structure.ts";
import { hasDigit, maskToken, WILDCARD } from "./log_token.ts";

/** Lines that differ only in what varies. */
export interface LogTemplate {
  /** The words they share, `<*>`, `<n>`, `<id>`, `<ip>` and `<time>` where they differ. */
  readonly template: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The newest line, as it was written. */
  readonly sample: string;
}

interface Cluster {
  readonly tokens: string[];
  count: number;
  firstMs: number;
  lastMs: number;
  sample: string;
}

/** Share of equal words from which a line belongs to a template. */
const SIMILARITY = 0.5;
const MOST_BRANCHES = 100;
const MOST_TEMPLATES = 2_000;
const MOST_TOKENS = 80;
const MOST_LINE_CHARACTERS = 8_192;
/** A longer word is an encoded blob. */
const MOST_TOKEN_CHARACTERS = 200;
const MOST_REMEMBERED_TOKENS = 20_000;

/**
 * Finds templates in log lines one line at a time, after Drain: same length, same protected words, same first word,
 * then the most similar template. Depends on nothing but the lines and their order; memory is bounded.
 */
export class LogTemplateMiner {
  readonly #clusters: Cluster[] = [];
  readonly #buckets = new Map<string, number[]>();
  readonly #branches = new Map<string, number>();
  readonly #masks = new Map<string, string>();
  #unplaced = 0;

  /** Lines that found no template after the last possible one was made. */
  get unplaced(): number {
    return this.#unplaced;
  }

  /** Counts a line under its template and gives the template's number; -1 when there is no room for it. */
  add(line: string, timeMs: number): number {
    const { tokens, key } = this.#read(line);
    const number = this.#place(tokens, key);
    const cluster = this.#clusters[number];
    if (cluster === undefined) {
      this.#unplaced++;
      return -1;
    }
    cluster.count++;
    cluster.firstMs = Math.min(cluster.firstMs, timeMs);
    if (timeMs >= cluster.lastMs) {
      cluster.lastMs = timeMs;
      cluster.sample = line;
    }
    return number;
  }

  /** All templates in order of number. */
  templates(): readonly LogTemplate[] {
    return this.#clusters.map(({ tokens, ...rest }) => ({ template: tokens.join(" "), ...rest }));
  }

  #read(line: string): { tokens: string[]; key: string } {
    const text = flattenLogLine(line).slice(0, MOST_LINE_CHARACTERS);
    const tokens = text.trim().split(/\s+/, MOST_TOKENS);
    let key = `${tokens.length}`;
    let first: string | undefined;
    let before = "";
    for (let at = 0; at < tokens.length; at++) {
      const word = tokens[at] ?? "";
      const token = word.length > MOST_TOKEN_CHARACTERS ? WILDCARD : word;
      const kept = protectedForm(token, before);
      if (kept !== undefined) key += ` ${at}:${kept}`;
      const form = kept ?? this.#mask(token);
      if (kept === undefined && form === token && token !== WILDCARD) first ??= token;
      tokens[at] = form;
      before = token;
    }
    return { tokens, key: this.#branch(key, first ?? WILDCARD) };
  }

  // A word that varies must not open a branch for each of its values.
  #branch(key: string, first: string): string {
    const branched = `${key}|${first}`;
    if (this.#buckets.has(branched)) return branched;
    const branches = this.#branches.get(key) ?? 0;
    if (branches >= MOST_BRANCHES) return `${key}|${WILDCARD}`;
    this.#branches.set(key, branches + 1);
    return branched;
  }

  #mask(token: string): string {
    if (!hasDigit(token)) return token;
    const known = this.#masks.get(token);
    if (known !== undefined) return known;
    const equals = token.indexOf("=");
    const masked = equals > 0
      ? token.slice(0, equals + 1) + maskToken(token.slice(equals + 1))
      : maskToken(token);
    if (this.#masks.size < MOST_REMEMBERED_TOKENS) this.#masks.set(token, masked);
    return masked;
  }

  #place(tokens: string[], key: string): number {
    const bucket = this.#buckets.get(key) ?? [];
    let best = -1;
    let bestShare = SIMILARITY;
    for (const number of bucket) {
      const share = similarity(this.#clusters[number]?.tokens ?? [], tokens);
      if (share < bestShare || (share === bestShare && best >= 0)) continue;
      best = number;
      bestShare = share;
    }
    if (best >= 0) {
      merge(this.#clusters[best]?.tokens ?? [], tokens);
      return best;
    }
    if (this.#clusters.length >= MOST_TEMPLATES) return -1;
    this.#buckets.set(key, [...bucket, this.#clusters.length]);
    return this.#clusters.push({
      tokens,
      count: 0,
      firstMs: Infinity,
      lastMs: -Infinity,
      sample: "",
    }) - 1;
  }
}

/** Puts the most frequent templates first, then the newest, then by text. */
export function rankTemplates<T extends LogTemplate>(templates: readonly T[]): T[] {
  return [...templates].sort((a, b) =>
    b.count - a.count || b.lastMs - a.lastMs || (a.template < b.template ? -1 : 1)
  );
}

function similarity(template: readonly string[], tokens: readonly string[]): number {
  let equal = 0;
  for (let at = 0; at < tokens.length; at++) {
    if (template[at] === tokens[at]) equal++;
  }
  return equal / tokens.length;
}

function merge(template: string[], tokens: readonly string[]): void {
  for (let at = 0; at < template.length; at++) {
    const [known = "", token = ""] = [template[at], tokens[at]];
    if (known !== token) template[at] = mergeToken(known, token);
  }
}

// Of two pairs with one key only the value varies; of two paths only the segments that differ.
function mergeToken(known: string, token: string): string {
  const key = known.slice(0, known.indexOf("=") + 1);
  if (key !== "" && token.startsWith(key)) return key + WILDCARD;
  const segments = known.split("/");
  const others = token.split("/");
  if (segments.length === 1 || segments.length !== others.length) return WILDCARD;
  return segments.map((segment, at) => segment === others[at] ? segment : WILDCARD).join("/");
}
