import type { World } from "../world/world.ts";

type Row = readonly [name: string, forSeconds: number, severity: string, query: string];

/** Alerting rules as a kube-prometheus stack has them, by group; what fires is what the world says. */
const GROUPS: Readonly<Record<string, readonly Row[]>> = {
  general: [
    ["Watchdog", 0, "none", "vector(1)"],
    ["TargetDown", 600, "warning", "100 * (count by (job) (up == 0) / count by (job) (up)) > 10"],
  ],
  "kubernetes-apps": [
    [
      "KubePodCrashLooping",
      900,
      "warning",
      'max_over_time(kube_pod_container_status_waiting_reason{reason="CrashLoopBackOff"}[5m]) >= 1',
    ],
    [
      "KubePodNotReady",
      900,
      "warning",
      'sum by (namespace, pod) (kube_pod_status_phase{phase=~"Pending|Unknown|Failed"}) > 0',
    ],
    [
      "KubeDeploymentReplicasMismatch",
      900,
      "warning",
      "kube_deployment_spec_replicas > kube_deployment_status_replicas_available",
    ],
    [
      "KubeDeploymentRolloutStuck",
      900,
      "warning",
      'kube_deployment_status_condition{condition="Progressing",status="false"} != 0',
    ],
    [
      "KubeStatefulSetReplicasMismatch",
      900,
      "warning",
      "kube_statefulset_status_replicas_ready != kube_statefulset_replicas",
    ],
    [
      "KubeContainerWaiting",
      3_600,
      "warning",
      'kube_pod_container_status_waiting_reason{reason!="CrashLoopBackOff"} > 0',
    ],
    ["KubeJobFailed", 900, "warning", "kube_job_failed > 0"],
    [
      "KubeHpaMaxedOut",
      900,
      "warning",
      "kube_horizontalpodautoscaler_status_current_replicas == kube_horizontalpodautoscaler_spec_max_replicas",
    ],
    [
      "KubePdbNotEnoughHealthyPods",
      900,
      "warning",
      "kube_poddisruptionbudget_status_desired_healthy - kube_poddisruptionbudget_status_current_healthy > 0",
    ],
  ],
  "kubernetes-resources": [
    [
      "KubeQuotaExceeded",
      900,
      "warning",
      'kube_resourcequota{type="used"} / ignoring(type) (kube_resourcequota{type="hard"} > 0) > 1',
    ],
    [
      "CPUThrottlingHigh",
      900,
      "info",
      "sum by (container, pod, namespace) (increase(container_cpu_cfs_throttled_periods_total[5m])) / sum by (container, pod, namespace) (increase(container_cpu_cfs_periods_total[5m])) > 0.25",
    ],
  ],
  "kubernetes-storage": [
    [
      "KubePersistentVolumeFillingUp",
      60,
      "critical",
      "kubelet_volume_stats_available_bytes / kubelet_volume_stats_capacity_bytes < 0.03",
    ],
    [
      "KubePersistentVolumeErrors",
      300,
      "critical",
      'kube_persistentvolume_status_phase{phase=~"Failed|Pending"} > 0',
    ],
  ],
  "kubernetes-nodes": [
    [
      "KubeNodeNotReady",
      900,
      "warning",
      'kube_node_status_condition{condition="Ready",status="true"} == 0',
    ],
    [
      "KubeNodeUnreachable",
      900,
      "warning",
      'kube_node_spec_taint{key="node.kubernetes.io/unreachable",effect="NoSchedule"} == 1',
    ],
    ["KubeletDown", 900, "critical", 'absent(up{job="kubelet"} == 1)'],
  ],
  "node-exporter": [
    [
      "NodeFilesystemAlmostOutOfSpace",
      1_800,
      "warning",
      "node_filesystem_avail_bytes / node_filesystem_size_bytes * 100 < 5",
    ],
    ["NodeClockNotSynchronising", 600, "warning", "min_over_time(node_timex_sync_status[5m]) == 0"],
    [
      "NodeHighNumberConntrackEntriesUsed",
      0,
      "warning",
      "node_nf_conntrack_entries / node_nf_conntrack_entries_limit > 0.75",
    ],
    [
      "NodeMemoryHighUtilization",
      900,
      "warning",
      "100 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes * 100 > 90",
    ],
  ],
  "shop": [
    [
      "HighErrorRate",
      180,
      "critical",
      'sum by (namespace, service) (rate(http_requests_total{code=~"5.."}[5m])) / sum by (namespace, service) (rate(http_requests_total[5m])) > 0.05',
    ],
    [
      "HighLatency",
      300,
      "warning",
      "histogram_quantile(0.99, sum by (namespace, service, le) (rate(http_request_duration_seconds_bucket[5m]))) > 1",
    ],
  ],
};

/** The alerts that fire, as Prometheus lists them. */
export function firingAlerts({ alerts }: World) {
  return alerts.map(({ labels, annotations, startsAt }) => ({
    labels,
    annotations,
    state: "firing",
    activeAt: startsAt,
    value: "1e+00",
  }));
}

/** The rules in their groups with what fires of each; alerts of no rule here are in a group of their own. */
export function ruleGroups(world: World) {
  const firing = firingAlerts(world);
  const evaluated = { lastEvaluation: new Date(world.nowMs).toISOString(), evaluationTime: 0.002 };
  const known = new Set(Object.values(GROUPS).flatMap((rows) => rows.map(([name]) => name)));
  const others = [...new Set(firing.map(({ labels }) => labels.alertname ?? ""))]
    .filter((name) => !known.has(name))
    .map((name): Row => [name, 0, "", "vector(1)"]);
  const groups = others.length === 0 ? GROUPS : { ...GROUPS, custom: others };
  return Object.entries(groups).map(([name, rows]) => ({
    name,
    file: `/etc/prometheus/rules/${name}.yaml`,
    interval: 30,
    limit: 0,
    ...evaluated,
    rules: rows.map(([alertname, duration, severity, query]) => {
      const alerts = firing.filter(({ labels }) => labels.alertname === alertname);
      return {
        type: "alerting",
        name: alertname,
        query,
        duration,
        keepFiringFor: 0,
        labels: severity === "" ? {} : { severity },
        annotations: {},
        health: "ok",
        state: alerts.length > 0 ? "firing" : "inactive",
        alerts,
        ...evaluated,
      };
    }),
  }));
}
