import type { LabelSelector } from "./kube_workload.ts";

export type Labels = Readonly<Record<string, string>>;

/** Tells whether a selector picks something by its labels; an empty selector picks everything. */
export function matchesLabels(selector: LabelSelector, labels: Labels = {}): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every((expression) => holds(expression, labels));
}

/** Prints a selector as kubectl does: `app=cart,tier NotIn (web,db)`; `every pod` for an empty one. */
export function labelSelectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector) {
  const texts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(expressionText),
  ].sort();
  return texts.length === 0 ? "every pod" : texts.join(",");
}

type Expression = NonNullable<LabelSelector["matchExpressions"]>[number];

function holds({ key, operator, values = [] }: Expression, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}

function expressionText({ key, operator, values = [] }: Expression): string {
  return values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.join(",")})`;
}
