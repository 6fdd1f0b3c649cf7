import type { WorldObject } from "../world/kube_objects.ts";
import { badRequest } from "./kubernetes_status.ts";

type Test = (object: WorldObject) => boolean;

const REQUIREMENT = /^(!?)\s*([\w./-]+)\s*(?:(==?|!=|\bin\b|\bnotin\b|[<>])\s*(.*))?$/;

/** Compiles a label selector (`app=cart,tier in (a,b),!old`). @throws {StatusError} 400 */
export function labelSelector(text: string | null): Test {
  const tests = splitOutsideParentheses(text ?? "").map(requirement);
  return (object) => tests.every((test) => test(object.metadata.labels ?? {}));
}

function requirement(text: string): (labels: Readonly<Record<string, string>>) => boolean {
  const [, not, key, operator, operand = ""] = REQUIREMENT.exec(text.trim()) ?? [];
  if (key === undefined || (not === "!" && operator !== undefined)) throw unparsable(text);
  if (operator === undefined) return (labels) => (key in labels) !== (not === "!");
  const values = operator.endsWith("in") ? listed(operand, text) : [operand];
  const compare = LABEL_OPERATORS[operator];
  if (compare === undefined) throw unparsable(text);
  return (labels) => compare(labels[key], values);
}

const LABEL_OPERATORS: Readonly<
  Record<string, (value: string | undefined, operands: readonly string[]) => boolean>
> = {
  "=": (value, operands) => value !== undefined && operands.includes(value),
  "==": (value, operands) => value !== undefined && operands.includes(value),
  in: (value, operands) => value !== undefined && operands.includes(value),
  "!=": (value, operands) => value === undefined || !operands.includes(value),
  notin: (value, operands) => value === undefined || !operands.includes(value),
  "<": (value, [limit]) => value !== undefined && Number(value) < Number(limit),
  ">": (value, [limit]) => value !== undefined && Number(value) > Number(limit),
};

function listed(operand: string, text: string): readonly string[] {
  const inner = /^\((.*)\)$/.exec(operand)?.[1];
  if (inner === undefined) throw unparsable(text);
  return inner.split(",").map((value) => value.trim());
}

function splitOutsideParentheses(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/).filter((part) => part.trim() !== "");
}

function unparsable(text: string) {
  return badRequest(`unable to parse requirement: found '${text}', expected: a label requirement`);
}

/** The field labels of each kind beside `metadata.name` and `metadata.namespace`. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  Event: [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  Job: ["status.successful"],
  Namespace: ["status.phase"],
  Node: ["spec.unschedulable"],
  ReplicaSet: ["status.replicas"],
  Secret: ["type"],
  Service: ["spec.clusterIP", "spec.type"],
};

/** Compiles a field selector (`spec.nodeName=node-01,status.phase!=Running`). @throws {StatusError} 400 */
export function fieldSelector(text: string | null, kind: string): Test {
  const tests = (text ?? "").split(",").filter((part) => part !== "").map((part) => {
    const [, field, operator, value] = /^([\w.]+)(==?|!=)(.*)$/.exec(part) ?? [];
    if (field === undefined || value === undefined) {
      throw badRequest(`invalid field selector: ${part}`);
    }
    const known = field.startsWith("metadata.name") || (FIELDS[kind] ?? []).includes(field);
    if (!known) throw badRequest(`field label not supported: ${field}`);
    const wanted = value.replaceAll("\\", "");
    return (object: WorldObject) => (fieldOf(object, field) === wanted) === (operator !== "!=");
  });
  return (object) => tests.every((test) => test(object));
}

function fieldOf(object: WorldObject, field: string): string {
  const path = field === "source" ? "source.component" : field;
  let value: unknown = object;
  for (const key of path.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  // Booleans that are left out are false, as in the API's own types.
  return value === undefined || value === null
    ? (field === "spec.unschedulable" || field === "spec.hostNetwork" ? "false" : "")
    : String(value);
}
