import type { Workload } from "../world/kube_objects.ts";
import type { Family } from "./family.ts";
import { objectFamilies, type ObjectTable } from "./object_families.ts";
import { conditions, created, field, labels, type Metric, owner } from "./object_rows.ts";

const paused: Metric<Workload> = ["Paused.", ({ spec }) => [[{}, spec.paused === true ? 1 : 0]]];

const TABLES: readonly ObjectTable<Workload>[] = [
  {
    key: "apps/deployments",
    nameLabel: "deployment",
    metrics: {
      kube_deployment_created: created(),
      kube_deployment_labels: labels(),
      kube_deployment_spec_replicas: field("spec.replicas", 1),
      kube_deployment_spec_paused: paused,
      kube_deployment_metadata_generation: field("metadata.generation", 1),
      kube_deployment_status_observed_generation: field("status.observedGeneration", 1),
      kube_deployment_status_replicas: field("status.replicas", 0),
      kube_deployment_status_replicas_ready: field("status.readyReplicas", 0),
      kube_deployment_status_replicas_available: field("status.availableReplicas", 0),
      kube_deployment_status_replicas_unavailable: field("status.unavailableReplicas", 0),
      kube_deployment_status_replicas_updated: field("status.updatedReplicas", 0),
      kube_deployment_status_condition: conditions(),
    },
  },
  {
    key: "apps/replicasets",
    nameLabel: "replicaset",
    metrics: {
      kube_replicaset_created: created(),
      kube_replicaset_owner: owner(),
      kube_replicaset_spec_replicas: field("spec.replicas", 1),
      kube_replicaset_status_replicas: field("status.replicas", 0),
      kube_replicaset_status_ready_replicas: field("status.readyReplicas", 0),
      kube_replicaset_metadata_generation: field("metadata.generation", 1),
    },
  },
  {
    key: "apps/statefulsets",
    nameLabel: "statefulset",
    metrics: {
      kube_statefulset_created: created(),
      kube_statefulset_labels: labels(),
      kube_statefulset_replicas: field("spec.replicas", 1),
      kube_statefulset_metadata_generation: field("metadata.generation", 1),
      kube_statefulset_status_observed_generation: field("status.observedGeneration", 1),
      kube_statefulset_status_replicas: field("status.replicas", 0),
      kube_statefulset_status_replicas_ready: field("status.readyReplicas", 0),
      kube_statefulset_status_replicas_available: field("status.availableReplicas", 0),
      kube_statefulset_status_replicas_current: field("status.currentReplicas", 0),
      kube_statefulset_status_replicas_updated: field("status.updatedReplicas", 0),
      kube_statefulset_status_current_revision: [
        "Current revision.",
        ({ status }) => [[{ revision: String(status?.currentRevision ?? "") }, 1]],
      ],
      kube_statefulset_status_update_revision: [
        "Update revision.",
        ({ status }) => [[{ revision: String(status?.updateRevision ?? "") }, 1]],
      ],
    },
  },
  {
    key: "apps/daemonsets",
    nameLabel: "daemonset",
    metrics: {
      kube_daemonset_created: created(),
      kube_daemonset_metadata_generation: field("metadata.generation", 1),
      kube_daemonset_status_desired_number_scheduled: field("status.desiredNumberScheduled", 0),
      kube_daemonset_status_current_number_scheduled: field("status.currentNumberScheduled", 0),
      kube_daemonset_status_number_available: field("status.numberAvailable", 0),
      kube_daemonset_status_number_misscheduled: field("status.numberMisscheduled", 0),
      kube_daemonset_status_number_ready: field("status.numberReady", 0),
      kube_daemonset_status_number_unavailable: field("status.numberUnavailable", 0),
      kube_daemonset_status_updated_number_scheduled: field("status.updatedNumberScheduled", 0),
    },
  },
];

/** kube-state-metrics on what owns pods. */
export const WORKLOAD_FAMILIES: readonly Family[] = TABLES.flatMap(objectFamilies);
