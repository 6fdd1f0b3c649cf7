import type { FieldSteps } from "./object_diff.ts";

const CONTAINER_LISTS: ReadonlySet<string> = new Set([
  "containers",
  "initContainers",
  "ephemeralContainers",
]);
const METADATA_NAMES: Readonly<Record<string, string>> = {
  annotations: "annotation",
  labels: "label",
};

/** Names a field as people do: `image of cart`, `env LOG_LEVEL of cart`, `nodeSelector.zone`, `spec.selector.app`. */
export function fieldName(steps: FieldSteps): string {
  const inTemplate = templateSteps(steps);
  return inTemplate === undefined ? pathOf(steps) : templateFieldName(inTemplate);
}

/** The steps below a pod template; `undefined` outside of one. */
export function templateSteps(steps: FieldSteps): FieldSteps | undefined {
  const start = steps[1] === "jobTemplate" ? 3 : 1;
  return steps[start] === "template" && steps[0] === "spec" ? steps.slice(start + 1) : undefined;
}

function templateFieldName([part = "", list = "", item = "", ...rest]: FieldSteps): string {
  if (part === "" || list === "") return pathOf(["template", part].filter(Boolean));
  if (part === "spec" && CONTAINER_LISTS.has(list) && item !== "") {
    return containerFieldName(bare(item), rest);
  }
  const metadata = part === "metadata" ? METADATA_NAMES[list] : undefined;
  if (metadata !== undefined && item !== "") return `${metadata} ${pathOf([item, ...rest])}`;
  if (list === "volumes" && item !== "") {
    return ["volume", bare(item), pathOf(rest)].filter(Boolean).join(" ");
  }
  return pathOf([list, item, ...rest].filter(Boolean));
}

function containerFieldName(container: string, [field, item = "", ...rest]: FieldSteps): string {
  if (field === undefined) return `container ${container}`;
  if (field === "env" && item !== "") return `env ${bare(item)} of ${container}`;
  const steps = field === "resources" && item !== "" ? [item, ...rest] : [field, item, ...rest];
  return `${pathOf(steps.filter(Boolean))} of ${container}`;
}

function pathOf(steps: FieldSteps): string {
  return steps.map((step, at) => step.startsWith("[") || at === 0 ? step : `.${step}`).join("");
}

function bare(step: string): string {
  return step.startsWith("[") ? step.slice(1, -1) : step;
}
