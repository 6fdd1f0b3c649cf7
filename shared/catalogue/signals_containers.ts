import type { SignalRow } from "../analysis/signals/signal_row.ts";

// cAdvisor also reports the whole pod (no container name) and the pause container.
const CADVISOR = 'namespace="{{namespace}}", container!="", container!="POD"';
const KSM = 'namespace="{{namespace}}"';
const BY = "namespace, pod, container";

function limit(resource: "cpu" | "memory"): string {
  return `max by (${BY}) (kube_pod_container_resource_limits{resource="${resource}", ${KSM}})`;
}

function perSecond(metric: string): string {
  return `sum by (${BY}) (rate(${metric}{${CADVISOR}}[{{range}}]))`;
}

// Only containers in trouble leave the server: there may be tens of thousands of sound ones.
/** How containers fare against their limits, and how often they end. */
export const CONTAINER_SIGNALS: readonly SignalRow[] = [
  {
    id: "cpu_throttling",
    question: "In which share of its CPU periods is a container held back by its limit?",
    group: "containers",
    variants: [{
      text: `${perSecond("container_cpu_cfs_throttled_periods_total")} / ` +
        `(${perSecond("container_cpu_cfs_periods_total")} > 0) > 0.1`,
      needs: ["container_cpu_cfs_throttled_periods_total", "container_cpu_cfs_periods_total"],
    }],
    subject: "container",
    unit: "share",
    bad: "high",
    floors: { absolute: 0.15, relative: 0.5 },
    threshold: 0.25,
    absent: 0,
  },
  {
    id: "cpu_of_limit",
    question: "Which containers use nearly all the CPU they may?",
    group: "containers",
    variants: [{
      text: `${perSecond("container_cpu_usage_seconds_total")} / (${limit("cpu")} > 0) > 0.8`,
      needs: ["container_cpu_usage_seconds_total", "kube_pod_container_resource_limits"],
    }],
    subject: "container",
    unit: "share",
    bad: "high",
    floors: { absolute: 0.2, relative: 0.3 },
    threshold: 0.9,
  },
  {
    id: "memory_of_limit",
    question: "Which containers are close to their memory limit, and how fast do they grow?",
    group: "containers",
    variants: [{
      text: `max by (${BY}) (container_memory_working_set_bytes{${CADVISOR}}) / (${
        limit("memory")
      } > 0) > 0.6`,
      needs: ["container_memory_working_set_bytes", "kube_pod_container_resource_limits"],
    }],
    subject: "container",
    unit: "share",
    bad: "high",
    floors: { absolute: 0.2, relative: 0.3 },
    threshold: 0.92,
  },
  {
    id: "restarts",
    question: "Which containers restarted?",
    group: "containers",
    variants: [{
      text:
        `max by (${BY}) (increase(kube_pod_container_status_restarts_total{${KSM}}[10m])) > 0.5`,
      needs: ["kube_pod_container_status_restarts_total"],
    }],
    subject: "container",
    unit: "restarts in 10m",
    bad: "high",
    floors: { absolute: 0.5, relative: 0.5 },
    absent: 0,
  },
];
