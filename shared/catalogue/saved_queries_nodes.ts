import { figures, type SavedQuery } from "./saved_query.ts";

// node_exporter is named by address, by node name with a port, or by node name.
const NODE = 'instance=~"{{node}}(:[0-9]+)?"';
const REAL_DISK = `fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs|fuse.*", ${NODE}`;
const REAL_NIC = `device!~"lo|veth.*|cali.*|cni.*|lxc.*", ${NODE}`;
const KUBE_NODE = 'node="{{node}}"';
const CLAIM = 'namespace="{{namespace}}", persistentvolumeclaim="{{pvc}}"';

function cpuShare(mode: string): string {
  return `avg by (instance) (rate(node_cpu_seconds_total{mode="${mode}", ${NODE}}[5m]))`;
}

const FREE_SHARE =
  `node_filesystem_avail_bytes{${REAL_DISK}} / (node_filesystem_size_bytes{${REAL_DISK}} > 0)`;
const FREE_INODES =
  `node_filesystem_files_free{${REAL_DISK}} / (node_filesystem_files{${REAL_DISK}} > 0)`;

function perSecond(metric: string, matchers: string): string {
  return `sum by (instance, device) (rate(${metric}{${matchers}}[5m]))`;
}

function diskLatency(direction: "read" | "write"): string {
  const time = perSecond(`node_disk_${direction}_time_seconds_total`, NODE);
  const count = perSecond(`node_disk_${direction}s_completed_total`, NODE);
  return `${time} / (${count} > 0)`;
}

const CLAIM_BY = "namespace, persistentvolumeclaim";
function claim(metric: string): string {
  return `max by (${CLAIM_BY}) (kubelet_volume_stats_${metric}{${CLAIM}})`;
}

function kubeletQuantile(metric: string): string {
  return `histogram_quantile(0.99, sum by (instance, le) (rate(${metric}{${NODE}}[5m])))`;
}

export const NODE_QUERIES: readonly SavedQuery[] = [
  {
    id: "node_cpu",
    title: "Node CPU",
    question: "How busy are the nodes: CPU, waiting for disks, stolen by the host, load per core?",
    language: "promql",
    scopes: ["node"],
    variants: [{
      text: figures({
        busy: `1 - ${cpuShare("idle")}`,
        iowait: cpuShare("iowait"),
        steal: cpuShare("steal"),
        load_per_core:
          `max by (instance) (node_load1{${NODE}}) / count by (instance) (node_cpu_seconds_total{mode="idle", ${NODE}})`,
      }),
      needs: ["node_cpu_seconds_total"],
    }],
    unit: "ratio",
    bad: "high",
    threshold: 0.9,
    window: "3h",
    output: "node and figure",
    related: ["pod_cpu_vs", "disk_io", "node_mem"],
  },
  {
    id: "node_mem",
    title: "Node memory",
    question: "How much memory is left on the nodes, and do they swap or stall for it?",
    language: "promql",
    scopes: ["node"],
    variants: [{
      text: figures({
        available:
          `node_memory_MemAvailable_bytes{${NODE}} / (node_memory_MemTotal_bytes{${NODE}} > 0)`,
        swap_used:
          `1 - node_memory_SwapFree_bytes{${NODE}} / (node_memory_SwapTotal_bytes{${NODE}} > 0)`,
        major_faults: `rate(node_vmstat_pgmajfault{${NODE}}[5m])`,
        stalled: `rate(node_pressure_memory_waiting_seconds_total{${NODE}}[5m])`,
      }),
      needs: ["node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"],
    }],
    unit: "ratio, faults/s",
    bad: "low",
    threshold: 0.1,
    window: "3h",
    output: "node and figure",
    related: ["mem_vs_limit", "node_conditions"],
  },
  {
    id: "node_disk",
    title: "Node disks",
    question: "Which filesystems of nodes are full, out of inodes or read-only?",
    language: "promql",
    scopes: ["node"],
    variants: [{
      text: figures({
        used: `topk(20, 1 - ${FREE_SHARE})`,
        inodes_used: `topk(20, 1 - ${FREE_INODES})`,
        read_only: `node_filesystem_readonly{${REAL_DISK}} == 1`,
      }),
      needs: ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
    }],
    unit: "ratio",
    bad: "high",
    threshold: 0.85,
    window: "6h",
    output: "filesystem and figure",
    related: ["disk_fill_eta", "node_conditions", "pvc_fill_eta"],
  },
  {
    id: "disk_fill_eta",
    title: "Time to full disk",
    question: "Which filesystems of nodes fill up, and in how many hours?",
    language: "promql",
    scopes: ["node"],
    variants: [{
      text: `bottomk(20, node_filesystem_avail_bytes{${REAL_DISK}} / ` +
        `(- deriv(node_filesystem_avail_bytes{${REAL_DISK}}[6h]) > 0) / 3600 and ${FREE_SHARE} < 0.4)`,
      needs: ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
    }],
    unit: "hours",
    bad: "low",
    threshold: 24,
    window: "6h",
    output: "filesystem that is at least 60 % full and grows",
    related: ["node_disk", "pvc_fill_eta"],
  },
  {
    id: "pvc_fill_eta",
    title: "Volume claims",
    question: "Which volume claims are full or out of inodes, and in how many hours are they full?",
    language: "promql",
    scopes: ["namespace", "pvc"],
    variants: [{
      text: figures({
        used: `topk(20, ${claim("used_bytes")} / (${claim("capacity_bytes")} > 0))`,
        inodes_used: `topk(20, ${claim("inodes_used")} / (${claim("inodes")} > 0))`,
        hours_left: `bottomk(20, (${claim("capacity_bytes")} - ${claim("used_bytes")}) / ` +
          `(max by (${CLAIM_BY}) (deriv(kubelet_volume_stats_used_bytes{${CLAIM}}[6h])) > 0) / 3600)`,
      }),
      needs: ["kubelet_volume_stats_used_bytes", "kubelet_volume_stats_capacity_bytes"],
    }],
    unit: "ratio, hours",
    bad: "high",
    threshold: 0.85,
    window: "6h",
    output: "claim and figure",
    related: ["node_disk", "disk_fill_eta"],
  },
  {
    id: "disk_io",
    title: "Disk input and output",
    question: "Which disks are saturated: share of time busy, queue, time per operation?",
    language: "promql",
    scopes: ["node"],
    variants: [{
      text: figures({
        busy: perSecond("node_disk_io_time_seconds_total", NODE),
        queue: perSecond("node_disk_io_time_weighted_seconds_total", NODE),
        read_seconds: diskLatency("read"),
        write_seconds: diskLatency("write"),
      }),
      needs: ["node_disk_io_time_seconds_total"],
    }],
    unit: "ratio, requests, seconds",
    bad: "high",
    threshold: 0.9,
    window: "3h",
    output: "disk and figure",
    related: ["node_cpu", "node_disk"],
  },
  {
    id: "node_net",
    title: "Node network",
    question: "Do nodes lose packets, retransmit, or run out of connection tracking?",
    language: "promql",
    scopes: ["node"],
    variants: [{
      text: figures({
        receive_errors: `${perSecond("node_network_receive_errs_total", REAL_NIC)} > 0`,
        transmit_errors: `${perSecond("node_network_transmit_errs_total", REAL_NIC)} > 0`,
        receive_drops: `${perSecond("node_network_receive_drop_total", REAL_NIC)} > 0`,
        transmit_drops: `${perSecond("node_network_transmit_drop_total", REAL_NIC)} > 0`,
        retransmitted:
          `rate(node_netstat_Tcp_RetransSegs{${NODE}}[5m]) / (rate(node_netstat_Tcp_OutSegs{${NODE}}[5m]) > 0)`,
        conntrack_used:
          `node_nf_conntrack_entries{${NODE}} / (node_nf_conntrack_entries_limit{${NODE}} > 0)`,
      }),
      needs: ["node_network_receive_errs_total"],
    }],
    unit: "packets/s, ratio",
    bad: "high",
    threshold: 0.75,
    window: "3h",
    output: "interface or node, and figure",
    related: ["dns", "svc_latency"],
  },
  {
    id: "node_conditions",
    title: "Node conditions and taints",
    question: "Which nodes are not ready, under pressure, cordoned or tainted?",
    language: "promql",
    scopes: ["node"],
    variants: [{
      text: figures({
        condition:
          `max by (node, condition, status) (kube_node_status_condition{condition="Ready", status!="true", ${KUBE_NODE}}) == 1 ` +
          `or max by (node, condition, status) (kube_node_status_condition{condition!="Ready", status="true", ${KUBE_NODE}}) == 1`,
        cordoned: `max by (node) (kube_node_spec_unschedulable{${KUBE_NODE}}) == 1`,
        taint: `max by (node, key, effect) (kube_node_spec_taint{${KUBE_NODE}})`,
        ready_changes:
          `max by (node) (changes(kube_node_status_condition{condition="Ready", status="true", ${KUBE_NODE}}[1h])) > 0`,
      }),
      needs: ["kube_node_status_condition"],
    }],
    unit: "1 for each condition or taint, changes in 1h",
    bad: "high",
    threshold: 1,
    window: "6h",
    output: "node and figure",
    related: ["kubelet_health", "not_ready", "node_mem", "node_disk"],
  },
  {
    id: "kubelet_health",
    title: "Kubelet health",
    question: "Are kubelets slow to see containers or start pods, do they fail or evict?",
    language: "promql",
    scopes: ["node"],
    variants: [{
      text: figures({
        pleg_p99: kubeletQuantile("kubelet_pleg_relist_duration_seconds_bucket"),
        pod_start_p99: kubeletQuantile("kubelet_pod_start_sli_duration_seconds_bucket"),
        runtime_errors:
          `sum by (instance) (rate(kubelet_runtime_operations_errors_total{${NODE}}[5m]))`,
        evictions: `sum by (instance) (increase(kubelet_evictions{${NODE}}[1h]))`,
      }),
      needs: ["kubelet_pleg_relist_duration_seconds_bucket"],
    }],
    unit: "seconds, errors/s, evictions in 1h",
    bad: "high",
    threshold: 10,
    window: "3h",
    output: "node and figure",
    related: ["node_conditions", "disk_io"],
  },
  {
    id: "clock_skew",
    title: "Clock skew",
    question: "Which nodes have a clock that is off or not synchronised?",
    language: "promql",
    scopes: ["node"],
    variants: [{
      text: figures({
        offset_seconds: `topk(20, abs(node_timex_offset_seconds{${NODE}}))`,
        not_synchronised: `1 - node_timex_sync_status{${NODE}} > 0`,
      }),
      needs: ["node_timex_offset_seconds", "node_timex_sync_status"],
    }],
    unit: "seconds, 1 for each node",
    bad: "high",
    threshold: 0.05,
    window: "6h",
    output: "node and figure",
    related: ["node_conditions", "certs"],
  },
];
