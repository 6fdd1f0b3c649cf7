import { compileRe2 } from "./re2.ts";
import { quote } from "./string_literals.ts";

export type MatchOp = "=" | "!=" | "=~" | "!~";

/** One condition on a label, as it stands between the braces of a selector. */
export interface Matcher {
  readonly label: string;
  readonly op: MatchOp;
  readonly value: string;
}

export type Labels = Readonly<Record<string, string>>;

/** Tells whether a label value fulfils a matcher; an absent label has the value `""`. */
export type ValueTest = (value: string) => boolean;

const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Writes a label name as it stands in a query: bare, or quoted when it is not a plain name. */
export function printLabelName(label: string): string {
  return PLAIN_LABEL.test(label) ? label : quote(label);
}

/** Writes a matcher as it stands in a query, `label="value"`. */
export function printMatcher({ label, op, value }: Matcher): string {
  return `${printLabelName(label)}${op}${quote(value)}`;
}

/**
 * Makes the test of one matcher. Regular expressions are RE2 and match the whole value, `.` included line breaks.
 *
 * @throws {RangeError} when the regular expression cannot be compiled; the parsers refuse such queries first.
 */
export function compileMatcher({ op, value }: Matcher): ValueTest {
  if (op === "=") return (candidate) => candidate === value;
  if (op === "!=") return (candidate) => candidate !== value;
  const compiled = compileRe2(value, { anchored: true, dotAll: true });
  if (!compiled.ok) throw new RangeError(compiled.reason);
  const { regexp } = compiled;
  return op === "=~"
    ? (candidate) => regexp.test(candidate)
    : (candidate) => !regexp.test(candidate);
}

/** Makes the test of a whole selector over the labels of a series or stream. */
export function compileMatchers(matchers: readonly Matcher[]): (labels: Labels) => boolean {
  const tests = matchers.map((matcher) => ({
    label: matcher.label,
    test: compileMatcher(matcher),
  }));
  return (labels) => tests.every(({ label, test }) => test(labels[label] ?? ""));
}

/** Tells whether a matcher accepts the empty value, so that a series without the label passes. */
export function matchesEmpty(matcher: Matcher): boolean {
  return compileMatcher(matcher)("");
}
