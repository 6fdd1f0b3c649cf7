import { parseFieldPath, valuesAt } from "./field_path.ts";
import type { KubeObject } from "./kube_object.ts";
import type { LabelSelector } from "./kube_workload.ts";
import { matchesLabels } from "./label_selector.ts";

/** Which objects of a list are meant, as the API takes it. */
export interface SelectorTexts {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/**
 * Reads selectors as the API server does.
 *
 * `undefined` for what only the server can say: selectors it would refuse, fields it may not know.
 */
export function selectionOf(
  kind: string,
  { labelSelector = "", fieldSelector = "" }: SelectorTexts,
): ((object: KubeObject) => boolean) | undefined {
  const labels = parseLabelSelector(labelSelector);
  const fields = parseFieldSelector(kind, fieldSelector);
  if (labels === undefined || fields === undefined) return undefined;
  return (object) => matchesLabels(labels, object.metadata.labels) && fields(object);
}

const REQUIREMENT =
  /^\s*(?:(!)\s*([\w./-]+)|([\w./-]+)(?:\s*(==|=|!=)\s*([\w.-]*)|\s+(in|notin)\s*\(([^()]*)\))?)\s*(?:,|$)/;

/** Reads `app=cart,tier!=db,!canary,zone in (a,b)`; `undefined` when it is no selector. */
export function parseLabelSelector(text: string): LabelSelector | undefined {
  const expressions: NonNullable<LabelSelector["matchExpressions"]>[number][] = [];
  let rest = text.trim();
  while (rest !== "") {
    const found = REQUIREMENT.exec(rest);
    if (found === null) return undefined;
    const [all, not, absent = "", named, operator, value = "", set, values = ""] = found;
    const key = named ?? absent;
    if (not !== undefined) expressions.push({ key, operator: "DoesNotExist" });
    else if (operator !== undefined) {
      expressions.push({ key, operator: operator === "!=" ? "NotIn" : "In", values: [value] });
    } else if (set !== undefined) {
      const listed = values.split(",").map((one) => one.trim());
      expressions.push({ key, operator: set === "in" ? "In" : "NotIn", values: listed });
    } else expressions.push({ key, operator: "Exists" });
    rest = rest.slice(all.length);
  }
  return { matchExpressions: expressions };
}

const EVERY_KIND = ["metadata.name", "metadata.namespace"];

/** The fields by which the API server selects, by kind. */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "status.phase",
    "status.podIP",
  ],
  Node: ["spec.unschedulable"],
  Event: [
    "involvedObject.kind",
    "involvedObject.name",
    "involvedObject.namespace",
    "involvedObject.uid",
    "reason",
    "type",
  ],
  Job: ["status.successful"],
  Namespace: ["status.phase"],
};
// Defaults and derived values, which stand in no field.
const NOT_AS_WRITTEN: ReadonlySet<string> = new Set(["spec.unschedulable", "status.successful"]);

function parseFieldSelector(
  kind: string,
  text: string,
): ((object: KubeObject) => boolean) | undefined {
  if (text.trim() === "") return () => true;
  const known = [...EVERY_KIND, ...SELECTABLE[kind] ?? []];
  const terms: ((object: KubeObject) => boolean)[] = [];
  for (const term of text.split(",")) {
    const [, field = "", operator, value = ""] = /^\s*([\w.]+)(==|=|!=)(.*?)\s*$/.exec(term) ?? [];
    const steps = parseFieldPath(field);
    if (!known.includes(field) || NOT_AS_WRITTEN.has(field) || steps === undefined) {
      return undefined;
    }
    const wanted = operator !== "!=";
    terms.push((object) => (String(valuesAt(object, steps)[0] ?? "") === value) === wanted);
  }
  return (object) => terms.every((holds) => holds(object));
}
