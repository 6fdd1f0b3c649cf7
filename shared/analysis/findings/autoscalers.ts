import { conditionOf } from "../condition.ts";
import type { Condition } from "../condition.ts";
import type { Entity } from "../entity.ts";
import type { Container } from "../kube_pod.ts";
import type { HorizontalPodAutoscaler, HpaMetric } from "../kube_workload.ts";
import type { Situation } from "./situation.ts";

/** The autoscalers that were read. */
export function autoscalersOf({ objects }: Situation): readonly HorizontalPodAutoscaler[] {
  return objects.autoscalers ?? [];
}

/** What an autoscaler says when it cannot compute; one of nothing to scale is at rest. */
export function blindness(autoscaler: HorizontalPodAutoscaler): Condition | undefined {
  const active = conditionOf(autoscaler, "ScalingActive");
  return active?.status === "False" && active.reason !== "ScalingDisabled" ? active : undefined;
}

/** A share of a request needs that request in every container. */
export function requestlessContainers(autoscaler: HorizontalPodAutoscaler, situation: Situation) {
  const containers = containersOf(targetOf(autoscaler), situation);
  return (autoscaler.spec?.metrics ?? []).flatMap(({ resource }) => {
    if (resource?.target?.averageUtilization === undefined) return [];
    const lacking = containers.filter(({ resources }) =>
      resources?.requests?.[resource.name] === undefined &&
      resources?.limits?.[resource.name] === undefined
    ).map(({ name }) => name);
    return lacking.length === 0 ? [] : [{ resource: resource.name, containers: lacking }];
  });
}

function containersOf(target: Entity, { cluster, objects }: Situation): readonly Container[] {
  const workloads = target.kind === "StatefulSet" ? objects.statefulSets : objects.deployments;
  const workload = workloads?.find(({ metadata }) =>
    metadata.namespace === target.namespace && metadata.name === target.name
  );
  return workload?.spec?.template?.spec?.containers ??
    cluster.podsOf(target)[0]?.spec?.containers ?? [];
}

/** Says which autoscalers do work: the metrics API is there. */
export function workingTexts(situation: Situation): readonly string[] {
  return autoscalersOf(situation).flatMap((autoscaler) => {
    const active = conditionOf(autoscaler, "ScalingActive");
    if (active?.status !== "True") return [];
    const { name } = autoscaler.metadata;
    const text = metricTexts(autoscaler).join(", ");
    return [
      `HorizontalPodAutoscaler ${name}: ScalingActive=True ${active.reason ?? ""} ${text}`.trim(),
    ];
  }).slice(0, 2);
}

/** `cpu 76%/70%`: current and target. */
export function metricTexts({ spec, status }: HorizontalPodAutoscaler): readonly string[] {
  return (spec?.metrics ?? []).flatMap(({ resource }) => {
    if (resource === undefined) return [];
    const current = currentOf(status?.currentMetrics ?? [], resource.name);
    return [`${resource.name} ${amount(current)}/${amount(resource.target)}`];
  });
}

type MetricAmount = { readonly averageUtilization?: number; readonly averageValue?: string };

/** What an autoscaler reads for a resource. */
export function currentOf(metrics: readonly HpaMetric[], name: string): MetricAmount | undefined {
  return metrics.find(({ resource }) => resource?.name === name)?.resource?.current;
}

function amount(value: MetricAmount | undefined): string {
  if (value?.averageUtilization !== undefined) return `${value.averageUtilization}%`;
  return value?.averageValue ?? "<unknown>";
}

/** What an autoscaler scales. */
export function targetOf({ metadata, spec }: HorizontalPodAutoscaler): Entity {
  const { kind = "Deployment", name = "" } = spec?.scaleTargetRef ?? {};
  return { kind, namespace: metadata.namespace ?? "", name };
}

/** The autoscaler of a name. */
export function autoscalerNamed({ namespace, name }: Entity, situation: Situation) {
  return autoscalersOf(situation).find(({ metadata }) =>
    metadata.namespace === namespace && metadata.name === name
  );
}
