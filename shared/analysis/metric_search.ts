import type { MetricFamily } from "./metric_families.ts";

/** A family with what is known about it. */
export interface DescribedFamily extends MetricFamily {
  readonly help: string;
}

const WORD = /[a-z0-9]+/g;

const STOP_WORDS = new Set(["a", "an", "and", "by", "for", "in", "of", "on", "per", "the", "to"]);

/** Words people say, and the words metrics have for them. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  latency: ["duration", "latency"],
  ram: ["memory"],
  disk: ["disk", "filesystem"],
  traffic: ["requests", "traffic"],
  oom: ["oom", "oomkilled"],
};

/** What a word of the search earns by where it stands; the best place counts. */
const SCORE = {
  sameForm: 9,
  namePart: 8,
  preferred: 5,
  namePrefix: 6,
  nameInside: 4,
  helpWord: 2,
} as const;

export interface SearchOptions {
  /** Names that are usually meant, put before others where the words stand alike. */
  readonly preferred?: ReadonlySet<string>;
}

/**
 * Finds families by words in name and help text: those with all words, or else those with the most, in order of where
 * the words stand, then shorter names first. Singular and plural are the same word.
 */
export function searchMetrics<F extends DescribedFamily>(
  text: string,
  families: readonly F[],
  { preferred = new Set() }: SearchOptions = {},
): readonly F[] {
  const words = [...new Set(wordsOf(text))].filter((word) => !STOP_WORDS.has(word));
  const rated = families.map((family) => {
    const bonus = family.members.some((member) => preferred.has(member)) ? SCORE.preferred : 0;
    const { found, score } = rate(family, words);
    return { family, found, score: score + bonus };
  });
  const most = Math.max(1, ...rated.map(({ found }) => found));
  return rated
    .filter(({ found }) => found === most)
    .sort((a, b) =>
      b.score - a.score || a.family.name.length - b.family.name.length ||
      (a.family.name < b.family.name ? -1 : 1)
    )
    .map(({ family }) => family);
}

function rate({ name, help }: DescribedFamily, words: readonly string[]) {
  const parts = wordsOf(name);
  const helpWords = wordsOf(help);
  const searched = { name: name.toLowerCase(), parts, helpWords };
  const scores = words.map((word) =>
    Math.max(...(SYNONYMS[word] ?? [word]).map((form) => scoreOf(form, searched)))
  );
  return {
    found: scores.filter((score) => score > 0).length,
    score: scores.reduce((sum, score) => sum + score, 0),
  };
}

interface Searched {
  readonly name: string;
  readonly parts: readonly string[];
  readonly helpWords: readonly string[];
}

function scoreOf(word: string, { name, parts, helpWords }: Searched): number {
  const stem = singular(word);
  if (parts.includes(word)) return SCORE.sameForm;
  if (parts.some((part) => singular(part) === stem)) return SCORE.namePart;
  if (parts.some((part) => part.startsWith(stem))) return SCORE.namePrefix;
  if (name.includes(stem)) return SCORE.nameInside;
  return helpWords.some((part) => singular(part) === stem) ? SCORE.helpWord : 0;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}
