import { compileRe2 } from "../query/re2.ts";
import { withLabel } from "./label_sets.ts";
import { EvaluationError, type Sample } from "./promql_values.ts";

/** Sets a label from a regular expression over another one; series whose label does not match stay as they are. */
export function labelReplace(samples: readonly Sample[], strings: readonly string[]): Sample[] {
  const [target = "", replacement = "", source = "", pattern = ""] = strings;
  const compiled = compileRe2(pattern, { anchored: true, dotAll: true });
  if (!compiled.ok) {
    throw new EvaluationError("execution", "invalid regular expression in label_replace()");
  }
  requireLabelName(target, "label_replace");
  return samples.map(({ labels, value }) => {
    const found = compiled.regexp.exec(labels[source] ?? "");
    return {
      labels: found === null ? labels : withLabel(labels, target, expand(replacement, found)),
      value,
    };
  });
}

/** Joins the values of labels into another one. */
export function labelJoin(samples: readonly Sample[], strings: readonly string[]): Sample[] {
  const [target = "", separator = "", ...sources] = strings;
  requireLabelName(target, "label_join");
  return samples.map(({ labels, value }) => ({
    labels: withLabel(labels, target, sources.map((name) => labels[name] ?? "").join(separator)),
    value,
  }));
}

function requireLabelName(name: string, caller: string): void {
  if (name === "") {
    throw new EvaluationError("execution", `invalid destination label name in ${caller}()`);
  }
}

/** Fills `$1`, `${name}` and `$$` as Go does: a name reaches as far as letters, digits and underscores do. */
function expand(template: string, found: RegExpExecArray): string {
  return template.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (text, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    if (name === undefined) return text === "$$" ? "$" : text;
    return (/^\d+$/.test(name) ? found[Number(name)] : found.groups?.[name]) ?? "";
  });
}
