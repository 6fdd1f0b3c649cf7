import type { WorldObject } from "../world/kube_objects.ts";
import { objectFamilies, type ObjectTable } from "./object_families.ts";
import { conditions, created, field } from "./object_rows.ts";
import { quantity } from "./quantity.ts";

interface Autoscaler extends WorldObject {
  spec: { scaleTargetRef: { kind: string; name: string } };
}

const AUTOSCALERS: ObjectTable<Autoscaler> = {
  key: "autoscaling/horizontalpodautoscalers",
  nameLabel: "horizontalpodautoscaler",
  metrics: {
    kube_horizontalpodautoscaler_info: ["Target.", ({ spec: { scaleTargetRef } }) => [[
      { scaletargetref_kind: scaleTargetRef.kind, scaletargetref_name: scaleTargetRef.name },
      1,
    ]]],
    kube_horizontalpodautoscaler_spec_min_replicas: field("spec.minReplicas", 1),
    kube_horizontalpodautoscaler_spec_max_replicas: field("spec.maxReplicas", 1),
    kube_horizontalpodautoscaler_status_current_replicas: field("status.currentReplicas", 0),
    kube_horizontalpodautoscaler_status_desired_replicas: field("status.desiredReplicas", 0),
    kube_horizontalpodautoscaler_status_condition: conditions(),
  },
};

const BUDGETS: ObjectTable<WorldObject> = {
  key: "policy/poddisruptionbudgets",
  nameLabel: "poddisruptionbudget",
  metrics: {
    kube_poddisruptionbudget_created: created(),
    kube_poddisruptionbudget_status_current_healthy: field("status.currentHealthy", 0),
    kube_poddisruptionbudget_status_desired_healthy: field("status.desiredHealthy", 0),
    kube_poddisruptionbudget_status_expected_pods: field("status.expectedPods", 0),
    kube_poddisruptionbudget_status_pod_disruptions_allowed: field("status.disruptionsAllowed", 0),
  },
};

interface Quota extends WorldObject {
  status?: { hard?: Record<string, string>; used?: Record<string, string> };
}

const QUOTAS: ObjectTable<Quota> = {
  key: "resourcequotas",
  nameLabel: "resourcequota",
  metrics: {
    kube_resourcequota_created: created(),
    kube_resourcequota: [
      "Limits and use.",
      ({ status = {} }) =>
        (["hard", "used"] as const).flatMap((type) =>
          Object.entries(status[type] ?? {}).map(([resource, amount]) =>
            [{ resource, type }, quantity(amount)] as const
          )
        ),
    ],
  },
};

/** kube-state-metrics on autoscalers, disruption budgets and quotas. */
export const POLICY_FAMILIES = [
  ...objectFamilies(AUTOSCALERS),
  ...objectFamilies(BUDGETS),
  ...objectFamilies(QUOTAS),
];
