import { type Entity, entityText } from "../entity.ts";
import type { Container, Pod } from "../kube_pod.ts";
import type { Replicated } from "../kube_workload.ts";
import { isOver } from "../pod_status.ts";
import { parseQuantity } from "../quantity.ts";
import type { Situation } from "./situation.ts";

/** Pods of a workload that were changed between their template and their node. */
export interface DifferingPods {
  readonly workload: Entity;
  readonly pods: number;
  /** `memory limit of cart: 256Mi in the template, 64Mi in the pods`. */
  readonly texts: readonly string[];
  /** What changes pods on their way in, as far as it is known. */
  readonly by: readonly Entity[];
}

/** Compares pods of ReplicaSets with the template that they were made from; what admission only added is left out. */
export function differingPods(situation: Situation): readonly DifferingPods[] {
  const { objects, cluster } = situation;
  const templates = new Map(
    (objects.replicaSets ?? []).map((replicaSet) => [nameOf(replicaSet), replicaSet]),
  );
  const changed = (objects.pods ?? []).filter((pod) => !isOver(pod)).flatMap((pod) => {
    const template = templates.get(controllerOf(pod));
    const texts = template === undefined ? [] : differencesOf(pod, template);
    return texts.length === 0 ? [] : [{ workload: cluster.ownerOf(pod), texts }];
  });
  const groups = Map.groupBy(changed, ({ workload }) => entityText(workload));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{
      workload: first.workload,
      pods: group.length,
      texts: [...new Set(group.flatMap(({ texts }) => texts))],
      by: mutatorsOf(first.workload, situation),
    }];
  });
}

function nameOf({ metadata }: Replicated): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function controllerOf({ metadata }: Pod): string {
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === "ReplicaSet");
  return `${metadata.namespace}/${owner?.name}`;
}

function differencesOf({ spec }: Pod, { spec: wanted }: Replicated): readonly string[] {
  return (wanted?.template?.spec?.containers ?? []).flatMap((container) => {
    const actual = spec?.containers?.find(({ name }) => name === container.name);
    return actual === undefined ? [] : containerDifferences(actual, container);
  });
}

function containerDifferences(actual: Container, wanted: Container): readonly string[] {
  const texts: string[] = [];
  if (actual.image !== wanted.image) {
    texts.push(
      `image of ${wanted.name}: ${wanted.image} in the template, ${actual.image} in the pods`,
    );
  }
  for (const kind of ["limits", "requests"] as const) {
    for (const [resource, amount] of Object.entries(wanted.resources?.[kind] ?? {})) {
      const given = actual.resources?.[kind]?.[resource];
      if (given === amount || parseQuantity(given) === parseQuantity(amount)) continue;
      texts.push(
        `${resource} ${kind === "limits" ? "limit" : "request"} of ${wanted.name}: ` +
          `${amount} in the template, ${given ?? "none"} in the pods`,
      );
    }
  }
  return texts;
}

function mutatorsOf({ namespace, name }: Entity, { objects }: Situation): readonly Entity[] {
  const autoscalers = (objects.verticalAutoscalers ?? []).filter(({ metadata, spec }) =>
    metadata.namespace === namespace && spec?.targetRef?.name === name &&
    spec.updatePolicy?.updateMode !== "Off"
  ).map(({ metadata }) => ({
    kind: "VerticalPodAutoscaler",
    namespace,
    name: metadata.name,
  }));
  const webhooks = (objects.mutatingWebhooks ?? []).filter(({ webhooks = [] }) =>
    webhooks.some(({ rules = [] }) =>
      rules.some(({ resources = [] }) => resources.includes("pods"))
    )
  ).map(({ metadata }) => ({
    kind: "MutatingWebhookConfiguration",
    namespace: "",
    name: metadata.name,
  }));
  return [...autoscalers, ...webhooks];
}
