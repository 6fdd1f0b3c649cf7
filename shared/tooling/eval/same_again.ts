/** Whether a server says the same when it is asked again. */

const TIMES =
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?|(?<!\d)\d\d:\d\d(?::\d\d)?(?!\d)|\b1\d{9}(?:\d{3}|\d{9}|\.\d+)?\b/g;
const AGE = /(?<![\w.:-])(?=\d+[dhms])(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?![\w.])/g;
const NONCE = /untrusted-[0-9a-f]+/g;

/** A text without what may differ: times, ages, and the random mark of a fence. */
export function withoutTimes(text: string): string {
  return text.replace(TIMES, "<time>").replace(AGE, "<age>").replace(NONCE, "untrusted");
}

/** Whether two answers are byte-equal but for times. */
export function isSameAgain(first: string, second: string): boolean {
  return withoutTimes(first) === withoutTimes(second);
}
