import type { Series } from "../series.ts";
import type { Change, ChangeKind } from "./change.ts";

/** A series of kube-state-metrics whose value changes with a field of an object; its label tells it from the others. */
export interface ObservedSeries {
  readonly metric: string;
  readonly label: string;
  readonly kind: string;
  readonly field: string;
  readonly change: ChangeKind;
}

/** The field of a change of which only the moment is known. */
export const UNKNOWN_FIELD = "data or metadata";

export const OBSERVED_SERIES: readonly ObservedSeries[] = [
  {
    metric: "kube_secret_metadata_resource_version",
    label: "secret",
    kind: "Secret",
    field: UNKNOWN_FIELD,
    change: "secret",
  },
  {
    metric: "kube_configmap_metadata_resource_version",
    label: "configmap",
    kind: "ConfigMap",
    field: UNKNOWN_FIELD,
    change: "config",
  },
  {
    metric: "kube_deployment_spec_replicas",
    label: "deployment",
    kind: "Deployment",
    field: "spec.replicas",
    change: "scale",
  },
  {
    metric: "kube_statefulset_replicas",
    label: "statefulset",
    kind: "StatefulSet",
    field: "spec.replicas",
    change: "scale",
  },
  {
    metric: "kube_horizontalpodautoscaler_spec_max_replicas",
    label: "horizontalpodautoscaler",
    kind: "HorizontalPodAutoscaler",
    field: "spec.maxReplicas",
    change: "scale",
  },
  {
    metric: "kube_node_spec_unschedulable",
    label: "node",
    kind: "Node",
    field: "spec.unschedulable",
    change: "node",
  },
];

/** Finds which of the observed series this is. */
function observedSeries({ labels }: Pick<Series, "labels">): ObservedSeries | undefined {
  return OBSERVED_SERIES.find(({ label }) => labels[label] !== undefined);
}

/** Gives every change of value, with the time of the last sample before it: it may have come a sample later. */
export function seriesChanges(series: readonly Series[]): readonly Change[] {
  return series.flatMap((one) => {
    const observed = observedSeries(one);
    return observed === undefined ? [] : changesOfSeries(one, observed);
  });
}

function changesOfSeries(
  { labels, samples }: Series,
  { label, kind, field, change }: ObservedSeries,
): readonly Change[] {
  const entity = { kind, namespace: labels["namespace"] ?? "", name: labels[label] ?? "" };
  return samples.flatMap(([, value], at): readonly Change[] => {
    const [timeSeconds, before] = samples[at - 1] ?? [0, value];
    if (value === before) return [];
    return [{
      at: new Date(timeSeconds * 1_000).toISOString(),
      entity,
      kind: change,
      field,
      ...(field !== UNKNOWN_FIELD && {
        from: valueText(kind, before),
        to: valueText(kind, value),
      }),
      source: "series",
    }];
  });
}

function valueText(kind: string, value: number): string {
  return kind === "Node" ? String(value === 1) : String(value);
}

const HELM_SECRET = /^sh\.helm\.release\.v1\.(.+)\.v(\d+)$/;

/** Reads releases of Helm from the times at which the Secrets of their revisions were created. */
export function helmChanges(series: readonly Series[]): readonly Change[] {
  return series.flatMap(({ labels, samples }): readonly Change[] => {
    const [, name, revision] = HELM_SECRET.exec(labels["secret"] ?? "") ?? [];
    const createdSeconds = samples.at(-1)?.[1];
    if (name === undefined || createdSeconds === undefined) return [];
    const before = Number(revision) - 1;
    return [{
      at: new Date(createdSeconds * 1_000).toISOString(),
      entity: { kind: "HelmRelease", namespace: labels["namespace"] ?? "", name },
      kind: "helm",
      field: "revision",
      ...(before > 0 && { from: String(before) }),
      to: String(revision),
      by: "helm",
      source: "series",
    }];
  });
}
