import { figures, type SavedQuery } from "./saved_query.ts";

const NAMESPACE = 'namespace="{{namespace}}"';

interface Replicas {
  /** The label that names the workload. */
  readonly label: "deployment" | "statefulset" | "daemonset";
  readonly desired: string;
  readonly actual: string;
}

const REPLICAS: readonly Replicas[] = [
  {
    label: "deployment",
    desired: "kube_deployment_spec_replicas",
    actual: "kube_deployment_status_replicas_available",
  },
  {
    label: "statefulset",
    desired: "kube_statefulset_replicas",
    actual: "kube_statefulset_status_replicas_ready",
  },
  {
    label: "daemonset",
    desired: "kube_daemonset_status_desired_number_scheduled",
    actual: "kube_daemonset_status_number_available",
  },
];

function missingReplicas({ label, desired, actual }: Replicas): string {
  const count = (metric: string) =>
    `max by (namespace, ${label}) (${metric}{${NAMESPACE}, ${label}="{{workload}}"})`;
  return `(${count(desired)} - ${count(actual)} > 0)`;
}

const HPA = 'horizontalpodautoscaler=~"{{workload}}(-hpa)?"';

function hpa(metric: string): string {
  return `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_${metric}{${NAMESPACE}, ${HPA}})`;
}

function cronjob(metric: string): string {
  return `max by (namespace, cronjob) (${metric}{${NAMESPACE}, cronjob="{{job}}"})`;
}

const JOB = `${NAMESPACE}, job_name=~"{{job}}(-[0-9]+)?"`;

// Pods that ended hold no resources.
const LIVE =
  'on (namespace, pod) group_left () (max by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Running"}) == 1)';
const REQUESTED = "sum by (resource) (max by (namespace, pod, container, resource) " +
  `(kube_pod_container_resource_requests{resource=~"cpu|memory"}) * ${LIVE})`;
const ALLOCATABLE =
  'max by (node, resource) (kube_node_status_allocatable{resource=~"cpu|memory"})';

function quota(type: "used" | "hard"): string {
  return `max by (namespace, resourcequota, resource) (kube_resourcequota{type="${type}", ${NAMESPACE}})`;
}

export const WORKLOAD_QUERIES: readonly SavedQuery[] = [
  {
    id: "rollout_gap",
    title: "Missing replicas",
    question: "Which Deployments, StatefulSets and DaemonSets have fewer replicas than they want?",
    language: "promql",
    scopes: ["namespace", "workload"],
    variants: [{
      text: REPLICAS.map(missingReplicas).join(" or "),
      needs: ["kube_deployment_spec_replicas", "kube_deployment_status_replicas_available"],
    }],
    unit: "replicas",
    bad: "high",
    threshold: 1,
    window: "3h",
    output: "workload that misses replicas",
    related: ["not_ready", "waiting_reasons", "quota_use"],
  },
  {
    id: "hpa_state",
    title: "Autoscalers",
    question: "Do autoscalers want more replicas than they have or may have?",
    language: "promql",
    scopes: ["namespace", "workload"],
    variants: [{
      text: figures({
        current: hpa("status_current_replicas"),
        desired: hpa("status_desired_replicas"),
        most: hpa("spec_max_replicas"),
        of_most: `${hpa("status_desired_replicas")} / ${hpa("spec_max_replicas")}`,
      }),
      needs: [
        "kube_horizontalpodautoscaler_status_current_replicas",
        "kube_horizontalpodautoscaler_status_desired_replicas",
        "kube_horizontalpodautoscaler_spec_max_replicas",
      ],
    }],
    unit: "replicas, ratio",
    bad: "high",
    threshold: 1,
    window: "6h",
    output: "autoscaler and figure",
    related: ["pod_cpu_vs", "svc_rate", "req_vs_alloc"],
  },
  {
    id: "pdb_gap",
    title: "Disruption budgets used up",
    question: "Which PodDisruptionBudgets allow no disruption, so that drains would hang?",
    language: "promql",
    scopes: ["namespace"],
    variants: [{
      text:
        `(max by (namespace, poddisruptionbudget) (kube_poddisruptionbudget_status_pod_disruptions_allowed{${NAMESPACE}}) == 0) ` +
        `and on (namespace, poddisruptionbudget) (max by (namespace, poddisruptionbudget) (kube_poddisruptionbudget_status_expected_pods{${NAMESPACE}}) > 0)`,
      needs: [
        "kube_poddisruptionbudget_status_pod_disruptions_allowed",
        "kube_poddisruptionbudget_status_expected_pods",
      ],
    }],
    unit: "disruptions allowed",
    bad: "low",
    threshold: 0,
    window: "3h",
    output: "budget that allows none",
    related: ["not_ready", "rollout_gap"],
  },
  {
    id: "jobs_failed",
    title: "Failed, endless and missed jobs",
    question:
      "Which Jobs failed or run for more than 12 hours, and which CronJobs missed their time?",
    language: "promql",
    scopes: ["namespace", "job"],
    variants: [{
      text: figures({
        failed_pods: `(max by (namespace, job_name) (kube_job_status_failed{${JOB}}) > 0)`,
        running_hours:
          `((time() - max by (namespace, job_name) (kube_job_status_start_time{${JOB}})) / 3600 > 12 ` +
          `and on (namespace, job_name) max by (namespace, job_name) (kube_job_status_active{${JOB}}) > 0)`,
        overdue_minutes: `((time() - ${cronjob("kube_cronjob_next_schedule_time")}) / 60 > 10 ` +
          `unless on (namespace, cronjob) ${cronjob("kube_cronjob_spec_suspend")} == 1)`,
      }),
      needs: ["kube_job_status_failed"],
    }],
    unit: "pods, hours, minutes",
    bad: "high",
    threshold: 1,
    window: "1d",
    output: "job and figure",
    related: ["restarts", "waiting_reasons", "log_errors"],
  },
  {
    id: "quota_use",
    title: "Quota use",
    question: "Which resource quotas are nearly or fully used?",
    language: "promql",
    scopes: ["namespace"],
    variants: [{
      text: `topk(20, ${quota("used")} / (${quota("hard")} > 0))`,
      needs: ["kube_resourcequota"],
    }],
    unit: "ratio",
    bad: "high",
    threshold: 0.9,
    window: "6h",
    output: "quota and resource",
    related: ["rollout_gap", "req_vs_alloc"],
  },
  {
    id: "req_vs_alloc",
    title: "Requests against allocatable",
    question: "How much of the cluster is requested, and would it fit without the largest node?",
    language: "promql",
    scopes: [],
    variants: [{
      text: figures({
        of_cluster: `${REQUESTED} / sum by (resource) (${ALLOCATABLE})`,
        without_largest_node:
          `${REQUESTED} / (sum by (resource) (${ALLOCATABLE}) - max by (resource) (${ALLOCATABLE}))`,
      }),
      needs: [
        "kube_pod_container_resource_requests",
        "kube_pod_status_phase",
        "kube_node_status_allocatable",
      ],
    }],
    unit: "ratio",
    bad: "high",
    threshold: 1,
    window: "6h",
    output: "resource and figure",
    related: ["quota_use", "pod_cpu_vs", "node_cpu"],
  },
];
