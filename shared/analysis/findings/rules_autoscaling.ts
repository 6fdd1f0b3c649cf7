import { conditionOf } from "../condition.ts";
import type { Condition } from "../condition.ts";
import { entityOf, entityText } from "../entity.ts";
import type { HorizontalPodAutoscaler } from "../kube_workload.ts";
import { changesOf, changeText } from "./change_evidence.ts";
import { objectFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";
import { soundText } from "./soundness.ts";
import {
  autoscalerNamed,
  autoscalersOf,
  blindness,
  currentOf,
  metricTexts,
  requestlessContainers,
  targetOf,
  workingTexts,
} from "./autoscalers.ts";
import { counted } from "../../render/counted.ts";

/** Class 23: autoscalers that do not scale. */
export const AUTOSCALING_RULES: readonly FindingRule[] = [
  {
    id: "autoscaler-reads-no-metric",
    class: 23,
    severity: 2,
    title: "Autoscaler cannot read its metric and does not scale",
    find: blindAutoscalers,
    disconfirmedBy: "ScalingActive, true again",
    disconfirm: (found, situation) => activeAgain(found, situation),
  },
  {
    id: "metrics-api-down",
    class: 23,
    severity: 3,
    title: "No autoscaler can read resource metrics",
    find: deadMetricsApi,
    disconfirmedBy: "an autoscaler that reads a resource metric",
    disconfirm: (_found, situation) =>
      workingTexts(situation).length === 0 ? undefined : workingTexts(situation)[0],
  },
  {
    id: "autoscaler-at-maximum",
    class: 23,
    severity: 2,
    title: "Autoscaler wants more replicas than it may have",
    find: cappedAutoscalers,
    disconfirmedBy: "a metric at or below its target",
    disconfirm: targetReached,
  },
  {
    id: "autoscaler-target-missing",
    class: 23,
    severity: 2,
    title: "Autoscaler scales something that does not exist",
    find: lostTargets,
    disconfirmedBy: "a target of a kind that was not read",
    disconfirm: (found, situation) => unreadTarget(found, situation),
  },
];

function blindAutoscalers(situation: Situation): readonly Found[] {
  if (deadMetricsApi(situation).length > 0) return [];
  return autoscalersOf(situation).flatMap((autoscaler) => {
    const condition = blindness(autoscaler);
    return condition === undefined ? [] : [blindOne(autoscaler, condition, situation)];
  });
}

function blindOne(
  autoscaler: HorizontalPodAutoscaler,
  condition: Condition,
  situation: Situation,
): Found {
  const entity = entityOf("HorizontalPodAutoscaler", autoscaler);
  const target = targetOf(autoscaler);
  const since = condition.lastTransitionTime;
  const { currentReplicas, desiredReplicas } = autoscaler.status ?? {};
  const state = `${entity.name} ScalingActive=False ${condition.reason ?? ""}` +
    `${since === undefined ? "" : ` since ${momentText(since, situation.now)}`}: stays at ${
      currentReplicas ?? desiredReplicas ?? "?"
    } of at most ${autoscaler.spec?.maxReplicas ?? "?"} replicas`;
  const lacking = requestlessContainers(autoscaler, situation);
  const [change] = changesOf(situation, target);
  const sound = soundText(target, situation);
  return {
    entity,
    ...(since && { since }),
    facts: [
      objectFact(entity, state, condition.message),
      ...lacking.map(({ resource, containers }) =>
        objectFact(
          target,
          `missing request for ${resource} in container ${containers.join(", ")} of ${
            entityText(target)
          }`,
        )
      ),
      ...(change === undefined ? [] : [
        { text: `${entityText(target)}: ${changeText(change, situation.now)}` },
      ]),
    ],
    ruledOut: [...(sound === undefined ? [] : [sound]), ...workingTexts(situation)],
    related: [target],
  };
}

const API_DOWN =
  /metrics\.k8s\.io|no metrics returned from resource metrics API|unable to (?:fetch|get) metrics|could not find the requested resource/i;

function deadMetricsApi(situation: Situation): readonly Found[] {
  const blind = autoscalersOf(situation).flatMap((autoscaler) => {
    const condition = blindness(autoscaler);
    return condition !== undefined && API_DOWN.test(condition.message ?? "") &&
        requestlessContainers(autoscaler, situation).length === 0
      ? [{ autoscaler, condition }]
      : [];
  });
  const [first] = blind;
  if (first === undefined || workingTexts(situation).length > 0) return [];
  const server = situation.cluster.workloadNamed("kube-system", "metrics-server");
  const entity = server ?? { kind: "APIService", namespace: "", name: "v1beta1.metrics.k8s.io" };
  const since = blind.map(({ condition }) => condition.lastTransitionTime ?? "").sort()[0];
  const readiness = server && situation.cluster.readinessText(server);
  const stand = blind.slice(0, 5).map(({ autoscaler: { metadata, spec, status } }) =>
    `${metadata.name} stays at ${status?.currentReplicas ?? "?"} of at most ${
      spec?.maxReplicas ?? "?"
    }`
  ).join(", ");
  const text = `${counted(blind.length, "autoscaler")} cannot read resource metrics ` +
    `(ScalingActive=False ${first.condition.reason ?? ""}): ${stand} replicas${
      readiness === undefined ? "" : `; metrics-server ${readiness}`
    }`;
  return [{
    entity,
    ...(since && { since }),
    facts: [objectFact(entity, text, first.condition.message)],
    related: blind.map(({ autoscaler }) => entityOf("HorizontalPodAutoscaler", autoscaler)),
  }];
}

function cappedAutoscalers(situation: Situation): readonly Found[] {
  return autoscalersOf(situation).flatMap((autoscaler) => {
    const limited = conditionOf(autoscaler, "ScalingLimited");
    if (limited?.status !== "True" || limited.reason !== "TooManyReplicas") return [];
    const entity = entityOf("HorizontalPodAutoscaler", autoscaler);
    const target = targetOf(autoscaler);
    const since = limited.lastTransitionTime;
    const { maxReplicas } = autoscaler.spec ?? {};
    const text = `${entity.name} at its maximum of ${maxReplicas} replicas: ${
      metricTexts(autoscaler).join(", ")
    }`;
    const sound = soundText(target, situation);
    return [{
      entity,
      ...(since && { since }),
      facts: [objectFact(entity, text, limited.message)] as const,
      ruledOut: sound === undefined ? [] : [sound],
      related: [target],
    }];
  });
}

function targetReached({ entity }: Found, situation: Situation): string | undefined {
  const metrics = autoscalerNamed(entity, situation)?.spec?.metrics ?? [];
  const current = autoscalerNamed(entity, situation)?.status?.currentMetrics ?? [];
  const shares = metrics.flatMap(({ resource }) => {
    const wanted = resource?.target?.averageUtilization;
    const is = resource && currentOf(current, resource.name)?.averageUtilization;
    return wanted === undefined || is === undefined ? [] : [{ wanted, is }];
  });
  return shares.length > 0 && shares.every(({ wanted, is }) => is <= wanted)
    ? `${entity.name} is at its maximum and its target is met`
    : undefined;
}

function lostTargets(situation: Situation): readonly Found[] {
  return autoscalersOf(situation).flatMap((autoscaler) => {
    const able = conditionOf(autoscaler, "AbleToScale");
    if (able?.status !== "False" || able.reason !== "FailedGetScale") return [];
    const entity = entityOf("HorizontalPodAutoscaler", autoscaler);
    const since = able.lastTransitionTime;
    const text = `AbleToScale=False FailedGetScale: ${entityText(targetOf(autoscaler))} not found`;
    return [{
      entity,
      ...(since && { since }),
      facts: [objectFact(entity, `${entity.name} ${text}`, able.message)] as const,
    }];
  });
}

function activeAgain({ entity }: Found, situation: Situation): string | undefined {
  const autoscaler = autoscalerNamed(entity, situation);
  return autoscaler !== undefined && blindness(autoscaler) === undefined
    ? `${entity.name} scales again`
    : undefined;
}

function unreadTarget({ entity }: Found, situation: Situation): string | undefined {
  const autoscaler = autoscalerNamed(entity, situation);
  const target = autoscaler && targetOf(autoscaler);
  return target !== undefined && situation.cluster.health.has(entityText(target))
    ? `${entityText(target)} exists`
    : undefined;
}
