import type { ClusterObjects } from "../cluster_kinds.ts";
import { type Entity, entityOf } from "../entity.ts";
import type { KubeObject } from "../kube_object.ts";
import type { LabelSelector } from "../kube_workload.ts";
import type { Edge, EdgeKind } from "./edge.ts";
import { matchesLabels } from "../label_selector.ts";
import type { WorkloadTemplate } from "./workload_templates.ts";

/** Finds the workloads that a selector picks without asking each: by one of the labels it wants. */
export class WorkloadLabels {
  readonly #byNamespace: ReadonlyMap<string, readonly WorkloadTemplate[]>;
  readonly #byLabel = new Map<string, WorkloadTemplate[]>();

  constructor(templates: readonly WorkloadTemplate[]) {
    this.#byNamespace = Map.groupBy(templates, ({ workload }) => workload.namespace);
    for (const template of templates) {
      for (const [key, value] of Object.entries(template.labels)) {
        const label = labelKey(template.workload.namespace, key, value);
        const known = this.#byLabel.get(label);
        if (known === undefined) this.#byLabel.set(label, [template]);
        else known.push(template);
      }
    }
  }

  picked(namespace: string, selector: LabelSelector): readonly Entity[] {
    const [label] = Object.entries(selector.matchLabels ?? {});
    const candidates = label === undefined
      ? this.#byNamespace.get(namespace)
      : this.#byLabel.get(labelKey(namespace, ...label));
    return (candidates ?? []).filter(({ labels }) => matchesLabels(selector, labels))
      .map(({ workload }) => workload);
  }

  in(namespace: string): readonly Entity[] {
    return (this.#byNamespace.get(namespace) ?? []).map(({ workload }) => workload);
  }
}

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace} ${key}=${value}`;
}

/** Which workloads stand behind each Service: those its selector picks, else those that are called like it. */
export function serviceEdges(
  { services = [] }: Partial<ClusterObjects>,
  workloads: WorkloadLabels,
): readonly Edge[] {
  return services.flatMap((service) => {
    const matchLabels = service.spec?.selector ?? {};
    if (Object.keys(matchLabels).length === 0) return [];
    const from = entityOf("Service", service);
    const picked = workloads.picked(from.namespace, { matchLabels });
    const isMeant = ({ name }: Entity) => name === from.name;
    const source = picked.length > 0 ? "selector" : "same name";
    const behind = picked.length > 0 ? picked : workloads.in(from.namespace).filter(isMeant);
    return behind.map((to): Edge => ({ from, to, kind: "served by", source }));
  });
}

/** Which budgets, network policies, quotas and autoscalers act on each workload. */
export function policyEdges(
  objects: Partial<ClusterObjects>,
  workloads: WorkloadLabels,
): readonly Edge[] {
  const { budgets, networkPolicies, quotas, limitRanges, autoscalers } = objects;
  const selecting = (kind: EdgeKind, [to, selector]: readonly [Entity, LabelSelector]) =>
    workloads.picked(to.namespace, selector)
      .map((from): Edge => ({ from, to, kind, source: "selector" }));
  const limiting = (kind: string) => (object: KubeObject) => {
    const to = entityOf(kind, object);
    return workloads.in(to.namespace)
      .map((from): Edge => ({ from, to, kind: "limited by", source: "namespace" }));
  };
  return [
    ...(budgets ?? []).flatMap((budget) =>
      selecting("evicted under", [
        entityOf("PodDisruptionBudget", budget),
        budget.spec?.selector ?? {},
      ])
    ),
    ...(networkPolicies ?? []).flatMap((policy) =>
      selecting("filtered by", [
        entityOf("NetworkPolicy", policy),
        policy.spec?.podSelector ?? {},
      ])
    ),
    ...(quotas ?? []).flatMap(limiting("ResourceQuota")),
    ...(limitRanges ?? []).flatMap(limiting("LimitRange")),
    ...(autoscalers ?? []).flatMap((autoscaler): readonly Edge[] => {
      const to = entityOf("HorizontalPodAutoscaler", autoscaler);
      const target = autoscaler.spec?.scaleTargetRef;
      if (target === undefined) return [];
      const from = { kind: target.kind, name: target.name, namespace: to.namespace };
      return [{ from, to, kind: "scaled by", source: "scale target" }];
    }),
  ];
}
