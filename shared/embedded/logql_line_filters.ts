import type { LineFilter, LineFilterValue } from "../query/logql_ast.ts";
import { compileRe2 } from "../query/re2.ts";
import { addressesIn, compileIpPattern } from "./ip_ranges.ts";
import { EvaluationError } from "./promql_values.ts";

type LineTest = (line: string) => boolean;

/** Makes the test of a line filter: one of its values is in the line, or, negated, none is. */
export function compileLineFilter({ op, values }: LineFilter): LineTest {
  const tests = values.map((value) =>
    TESTS[op.slice(1)]?.(value) ?? ((line: string) => line.includes(value.value))
  );
  const found: LineTest = (line) => tests.some((test) => test(line));
  return op.startsWith("!") ? (line) => !found(line) : found;
}

/** Tests by the second character of the operator. */
const TESTS: Readonly<Record<string, (value: LineFilterValue) => LineTest>> = {
  "=": ({ value, ip }) => ip ? hasAddress(value) : (line) => line.includes(value),
  "~": ({ value }) => {
    const compiled = compileRe2(value);
    if (!compiled.ok) {
      throw new EvaluationError("bad_data", "invalid regular expression in a line filter");
    }
    return (line) => compiled.regexp.test(line);
  },
  ">": ({ value }) => linePattern(value),
};

function hasAddress(pattern: string): LineTest {
  const matches = compileIpPattern(pattern);
  if (matches === undefined) throw new EvaluationError("bad_data", "invalid pattern in ip()");
  return (line) => addressesIn(line).some(matches);
}

/** The whole line is the pattern, each `<_>` standing for at least one character. */
function linePattern(pattern: string): LineTest {
  const literals = pattern.split("<_>");
  return (line) => {
    let position = 0;
    for (const [i, literal] of literals.entries()) {
      if (literal === "") continue;
      const found = line.indexOf(literal, position);
      if (found < 0 || (i === 0 ? false : found === position)) return false;
      position = found + literal.length;
    }
    if (pattern === "") return line === "";
    return (literals.at(-1) === "") === (position < line.length);
  };
}
