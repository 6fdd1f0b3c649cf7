/** The lines of an answer without what depends on when its objects were created. */

const AGE = /\b(?:in )?(?:\d+(?:d|h|m|s))+(?= ago\b|\t|\n|$)/gm;
const FENCE = /untrusted-[0-9a-f]+/g;

/** The lines in alphabetical order, since some tables are ordered by age. */
export function agelessLines(text: string): readonly string[] {
  return text.replace(AGE, "<age>").replace(FENCE, "untrusted").split("\n").sort();
}
