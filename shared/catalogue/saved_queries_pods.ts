import { figures, type SavedQuery } from "./saved_query.ts";

// What controllers append to a workload's name: a template hash and five characters, five characters, or a number.
const GENERATED =
  "([bcdfghjklmnpqrstvwxz2456789]{5,10}(-[bcdfghjklmnpqrstvwxz2456789]{5})?|[0-9]+(-[bcdfghjklmnpqrstvwxz2456789]{5})?)";
const POD = `namespace="{{namespace}}", pod="{{pod}}", pod=~"{{workload}}-${GENERATED}"`;
const CONTAINER = `${POD}, container="{{container}}"`;
// cAdvisor also reports the whole pod (no container name) and the pause container.
const CADVISOR = `${CONTAINER}, container!="", container!="POD"`;
const BY_CONTAINER = "namespace, pod, container";

const CPU = `sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{${CADVISOR}}[5m]))`;
const WORKING_SET = `max by (${BY_CONTAINER}) (container_memory_working_set_bytes{${CADVISOR}})`;

// Several replicas of kube-state-metrics report each series once each: max, not sum.
function resource(metric: "requests" | "limits", name: "cpu" | "memory"): string {
  return `max by (${BY_CONTAINER}) (kube_pod_container_resource_${metric}{resource="${name}", ${CONTAINER}})`;
}

const CPU_REQUESTS = `sum by (namespace, pod) (${resource("requests", "cpu")})`;
const CPU_LIMITS = `sum by (namespace, pod) (${resource("limits", "cpu")})`;
const MEMORY_LIMIT = resource("limits", "memory");
const RESTARTS =
  `max by (${BY_CONTAINER}) (increase(kube_pod_container_status_restarts_total{${CONTAINER}}[1h]))`;
const LAST_REASON =
  `max by (${BY_CONTAINER}, reason) (kube_pod_container_status_last_terminated_reason{${CONTAINER}})`;
const OOM_KILLED =
  `max by (${BY_CONTAINER}) (kube_pod_container_status_last_terminated_reason{reason="OOMKilled", ${CONTAINER}})`;

export const POD_QUERIES: readonly SavedQuery[] = [
  {
    id: "pod_cpu_vs",
    title: "Pod CPU against request and limit",
    question: "Which pods use the most CPU, and how does that compare with request and limit?",
    language: "promql",
    scopes: ["namespace", "workload", "pod", "container"],
    variants: [
      {
        text: figures({
          cores: `topk(20, ${CPU})`,
          of_request: `topk(20, ${CPU} / (${CPU_REQUESTS} > 0))`,
          of_limit: `topk(20, ${CPU} / (${CPU_LIMITS} > 0))`,
        }),
        needs: ["container_cpu_usage_seconds_total", "kube_pod_container_resource_requests"],
      },
      { text: `topk(20, ${CPU})`, needs: ["container_cpu_usage_seconds_total"] },
    ],
    unit: "cores, ratio",
    bad: "high",
    threshold: 0.9,
    window: "3h",
    output: "pod and figure",
    related: ["cpu_throttle", "req_vs_alloc", "node_cpu"],
  },
  {
    id: "cpu_throttle",
    title: "CPU throttling",
    question: "In which share of its CPU periods is a container held back by its limit?",
    language: "promql",
    scopes: ["namespace", "workload", "pod", "container"],
    variants: [{
      text:
        `topk(20, sum by (${BY_CONTAINER}) (rate(container_cpu_cfs_throttled_periods_total{${CADVISOR}}[5m])) / ` +
        `(sum by (${BY_CONTAINER}) (rate(container_cpu_cfs_periods_total{${CADVISOR}}[5m])) > 0))`,
      needs: ["container_cpu_cfs_throttled_periods_total", "container_cpu_cfs_periods_total"],
    }],
    unit: "ratio",
    bad: "high",
    threshold: 0.25,
    window: "3h",
    output: "container",
    related: ["pod_cpu_vs", "svc_latency"],
  },
  {
    id: "mem_vs_limit",
    title: "Memory against limit",
    question: "Which containers are close to their memory limit?",
    language: "promql",
    scopes: ["namespace", "workload", "pod", "container"],
    variants: [{
      text: `topk(20, ${WORKING_SET} / (${MEMORY_LIMIT} > 0))`,
      needs: ["container_memory_working_set_bytes", "kube_pod_container_resource_limits"],
    }],
    unit: "ratio",
    bad: "high",
    threshold: 0.9,
    window: "6h",
    output: "container",
    related: ["mem_slope", "oom_kills"],
  },
  {
    id: "mem_slope",
    title: "Time to memory limit",
    question: "Whose memory grows, and when does it reach the limit?",
    language: "promql",
    scopes: ["namespace", "workload", "pod", "container"],
    variants: [{
      text: `bottomk(20, (${MEMORY_LIMIT} - ${WORKING_SET}) / ` +
        `(max by (${BY_CONTAINER}) (deriv(container_memory_working_set_bytes{${CADVISOR}}[1h])) > 0) / 3600)`,
      needs: ["container_memory_working_set_bytes", "kube_pod_container_resource_limits"],
    }],
    unit: "hours",
    bad: "low",
    threshold: 6,
    window: "6h",
    output: "container whose memory grows",
    related: ["mem_vs_limit", "oom_kills"],
  },
  {
    id: "oom_kills",
    title: "OOM kills",
    question: "Which containers were killed for memory and restarted in the last hour?",
    language: "promql",
    scopes: ["namespace", "workload", "pod", "container"],
    variants: [
      {
        text: `(${RESTARTS} > 0) and on (${BY_CONTAINER}) (${OOM_KILLED} == 1)`,
        needs: [
          "kube_pod_container_status_restarts_total",
          "kube_pod_container_status_last_terminated_reason",
        ],
      },
      {
        text:
          `max by (${BY_CONTAINER}) (increase(container_oom_events_total{${CADVISOR}}[1h])) > 0`,
        needs: ["container_oom_events_total"],
      },
    ],
    unit: "restarts in 1h",
    bad: "high",
    threshold: 1,
    window: "6h",
    output: "container",
    related: ["mem_vs_limit", "mem_slope", "restarts"],
  },
  {
    id: "restarts",
    title: "Restarts with reason",
    question: "Which containers restarted in the last hour, and why did they end?",
    language: "promql",
    scopes: ["namespace", "workload", "pod", "container"],
    variants: [
      {
        text:
          `topk(20, (${RESTARTS} > 0) * on (${BY_CONTAINER}) group_left (reason) (${LAST_REASON} == 1) or on (${BY_CONTAINER}) (${RESTARTS} > 0))`,
        needs: [
          "kube_pod_container_status_restarts_total",
          "kube_pod_container_status_last_terminated_reason",
        ],
      },
      {
        text: `topk(20, ${RESTARTS} > 0)`,
        needs: ["kube_pod_container_status_restarts_total"],
      },
    ],
    unit: "restarts in 1h",
    bad: "high",
    threshold: 1,
    window: "6h",
    output: "container and reason",
    related: ["oom_kills", "waiting_reasons", "log_errors"],
  },
  {
    id: "waiting_reasons",
    title: "Waiting containers",
    question: "How many containers wait, and for what reason?",
    language: "promql",
    scopes: ["namespace", "workload", "pod", "container"],
    variants: [{
      text:
        `sum by (namespace, reason) (max by (${BY_CONTAINER}, reason) (kube_pod_container_status_waiting_reason{${CONTAINER}})) > 0`,
      needs: ["kube_pod_container_status_waiting_reason"],
    }],
    unit: "containers",
    bad: "high",
    threshold: 1,
    window: "3h",
    output: "namespace and reason",
    related: ["not_ready", "restarts"],
  },
  {
    id: "not_ready",
    title: "Pods not ready",
    question: "Which pods are not ready, apart from those that ended, and who owns them?",
    language: "promql",
    scopes: ["namespace", "workload", "pod"],
    variants: [
      {
        text:
          `((1 - max by (namespace, pod) (kube_pod_status_ready{condition="true", ${POD}}) > 0) ` +
          `unless on (namespace, pod) (max by (namespace, pod) (kube_pod_status_phase{phase=~"Succeeded|Failed", ${POD}}) == 1)) ` +
          `* on (namespace, pod) group_left (owner_kind, owner_name) max by (namespace, pod, owner_kind, owner_name) (kube_pod_owner{${POD}})`,
        needs: ["kube_pod_status_ready", "kube_pod_status_phase", "kube_pod_owner"],
      },
      {
        text:
          `max by (namespace, pod, phase) (kube_pod_status_phase{phase=~"Pending|Unknown|Failed", ${POD}}) == 1`,
        needs: ["kube_pod_status_phase"],
      },
    ],
    unit: "1 for each pod",
    bad: "high",
    threshold: 1,
    window: "3h",
    output: "pod with its owner",
    related: ["waiting_reasons", "rollout_gap", "node_conditions"],
  },
];
