import { conditionOf } from "../condition.ts";
import { entityOf, entityText } from "../entity.ts";
import type { Replicated } from "../kube_workload.ts";
import { rolloutFacts } from "./container_facts.ts";
import { lookAt } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { earliest } from "./moment_text.ts";
import { imagesOf, progressText, rolloutOf } from "./rollout.ts";
import type { Situation } from "./situation.ts";

/** Releases that do not come out. */
export const ROLLOUT_RULES: readonly FindingRule[] = [
  {
    id: "rollout-deadline-exceeded",
    class: 16,
    severity: 2,
    title: "Rollout is stuck: ProgressDeadlineExceeded",
    find: stuckRollouts,
    disconfirmedBy: "All replicas are updated and ready",
    disconfirm: isRolledOut,
  },
  {
    id: "rollout-paused",
    class: 16,
    severity: 2,
    title: "Rollout is paused half way",
    find: pausedRollouts,
    disconfirmedBy: "All replicas are updated and ready",
    disconfirm: isRolledOut,
  },
];

function stuckRollouts(situation: Situation): readonly Found[] {
  return (situation.objects.deployments ?? []).flatMap((deployment): Found[] => {
    const progress = conditionOf(deployment, "Progressing");
    if (progress?.status !== "False" || progress.reason !== "ProgressDeadlineExceeded") return [];
    const entity = entityOf("Deployment", deployment);
    const { newest } = rolloutOf(entity, situation) ?? {};
    const since = earliest([newest?.metadata.creationTimestamp, progress.lastTransitionTime]);
    return [{
      entity,
      ...(since !== undefined && { since }),
      facts: [
        {
          text: `${progressText(entity, situation)}: ${updatedText(deployment)}` +
            `${newest === undefined ? "" : `, image ${imagesOf(newest)}`}`,
          ...(progress.message && { quote: progress.message }),
          reproduce: lookAt(entity),
        },
        // What ails the new pods is a finding of its own, which tells who serves meanwhile.
        ...(situation.cluster.health.get(entityText(entity))?.pod !== undefined
          ? []
          : rolloutFacts(entity, situation)),
      ],
    }];
  });
}

function pausedRollouts(situation: Situation): readonly Found[] {
  return (situation.objects.deployments ?? []).flatMap((deployment): Found[] => {
    const { spec, status } = deployment;
    if (!spec?.paused || (status?.updatedReplicas ?? 0) >= (spec.replicas ?? 1)) return [];
    const entity = entityOf("Deployment", deployment);
    const since = conditionOf(deployment, "Progressing")?.lastTransitionTime;
    return [{
      entity,
      ...(since !== undefined && { since }),
      facts: [
        {
          text: `spec.paused is true: ${updatedText(deployment)}`,
          reproduce: lookAt(entity),
        },
        ...rolloutFacts(entity, situation),
      ],
    }];
  });
}

function updatedText({ spec, status }: Replicated): string {
  const { replicas = 1, strategy } = spec ?? {};
  const { updatedReplicas = 0, readyReplicas = 0 } = status ?? {};
  const text = `${updatedReplicas} of ${replicas} updated, ${readyReplicas}/${replicas} ready`;
  return strategy?.type === "Recreate"
    ? `${text}, strategy Recreate leaves no old pod serving`
    : text;
}

function isRolledOut({ entity }: Found, { cluster }: Situation): string | undefined {
  const { spec, status } = cluster.deployment(entity) ?? {};
  const { replicas = 1 } = spec ?? {};
  const isWhole = (status?.updatedReplicas ?? 0) >= replicas &&
    (status?.readyReplicas ?? 0) >= replicas;
  return isWhole ? `${entity.name}: ${replicas}/${replicas} updated and ready` : undefined;
}
