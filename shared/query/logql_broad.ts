import { compileRe2 } from "./re2.ts";
import type { Matcher } from "./matchers.ts";

/** Values that no real label value is likely to be, so that a matcher accepting all of them accepts everything. */
const UNLIKELY_VALUES = ["q", "Zz-9_x", "10.255.3.77:65001", "\u00e9 ~"];

/** Tells whether the matchers of a stream selector leave everything in: none of them names a value. */
export function isTooBroad(matchers: readonly Matcher[]): boolean {
  return matchers.every(acceptsAlmostAll);
}

function acceptsAlmostAll({ op, value }: Matcher): boolean {
  if (op === "=") return value === "";
  if (op === "!=") return true;
  const compiled = compileRe2(value, { anchored: true, dotAll: true });
  if (!compiled.ok) return false;
  return op === "!~" || UNLIKELY_VALUES.every((candidate) => compiled.regexp.test(candidate));
}
