import type { SignalRow } from "../analysis/signals/signal_row.ts";

const NODE = 'instance=~"{{node}}(:[0-9]+)?"';
const REAL_DISK = `fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs|fuse.*", ${NODE}`;
const REAL_NIC = `device!~"lo|veth.*|cali.*|cni.*|lxc.*", ${NODE}`;
const CLAIM = 'namespace="{{namespace}}"';

function usedShare(free: string, all: string, by: string): string {
  return `1 - min by (${by}) (${free} / (${all} > 0))`;
}

const NODES = { subject: "node", group: "nodes", bad: "high" } as const;

/** What machines and volumes run out of. */
export const NODE_SIGNALS: readonly SignalRow[] = [
  {
    ...NODES,
    id: "node_cpu",
    question: "Which nodes have no CPU left?",
    variants: [{
      text: `1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle", ${NODE}}[{{range}}]))`,
      needs: ["node_cpu_seconds_total"],
    }],
    unit: "share",
    floors: { absolute: 0.25, relative: 0.5 },
    threshold: 0.9,
  },
  {
    ...NODES,
    id: "node_memory",
    question: "Which nodes have no memory left?",
    variants: [{
      text:
        `1 - max by (instance) (node_memory_MemAvailable_bytes{${NODE}}) / max by (instance) (node_memory_MemTotal_bytes{${NODE}})`,
      needs: ["node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"],
    }],
    unit: "share",
    floors: { absolute: 0.2, relative: 0.3 },
    threshold: 0.92,
  },
  {
    ...NODES,
    id: "node_disk",
    question: "Which file systems of nodes are full or filling?",
    variants: [{
      text: usedShare(
        `node_filesystem_avail_bytes{${REAL_DISK}}`,
        `node_filesystem_size_bytes{${REAL_DISK}}`,
        "instance, mountpoint",
      ),
      needs: ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
    }],
    unit: "share",
    floors: { absolute: 0.1, relative: 0.1 },
    threshold: 0.9,
  },
  {
    ...NODES,
    id: "node_inodes",
    question: "Which file systems of nodes have no inodes left?",
    variants: [{
      text: usedShare(
        `node_filesystem_files_free{${REAL_DISK}}`,
        `node_filesystem_files{${REAL_DISK}}`,
        "instance, mountpoint",
      ),
      needs: ["node_filesystem_files_free", "node_filesystem_files"],
    }],
    unit: "share",
    floors: { absolute: 0.2, relative: 0.2 },
    threshold: 0.9,
  },
  {
    ...NODES,
    id: "node_conntrack",
    question: "Which nodes track as many connections as they can?",
    variants: [{
      text:
        `max by (instance) (node_nf_conntrack_entries{${NODE}} / (node_nf_conntrack_entries_limit{${NODE}} > 0))`,
      needs: ["node_nf_conntrack_entries", "node_nf_conntrack_entries_limit"],
    }],
    unit: "share",
    floors: { absolute: 0.25, relative: 0.5 },
    threshold: 0.75,
  },
  {
    ...NODES,
    id: "node_nic_errors",
    question: "Which network cards lose frames?",
    variants: [{
      text:
        `sum by (instance, device) (rate(node_network_receive_errs_total{${REAL_NIC}}[{{range}}])) + sum by (instance, device) (rate(node_network_transmit_errs_total{${REAL_NIC}}[{{range}}]))`,
      needs: ["node_network_receive_errs_total", "node_network_transmit_errs_total"],
    }],
    unit: "errors/s",
    floors: { absolute: 1, relative: 1 },
  },
  {
    ...NODES,
    id: "node_retransmits",
    question: "Which nodes send TCP segments again?",
    variants: [{
      text: `max by (instance) (rate(node_netstat_Tcp_RetransSegs{${NODE}}[{{range}}]))`,
      needs: ["node_netstat_Tcp_RetransSegs"],
    }],
    unit: "segments/s",
    floors: { absolute: 20, relative: 3 },
  },
  {
    ...NODES,
    id: "clock_offset",
    question: "Which nodes have a wrong clock?",
    variants: [{
      text: `max by (instance) (abs(node_timex_offset_seconds{${NODE}}))`,
      needs: ["node_timex_offset_seconds"],
    }],
    unit: "seconds",
    floors: { absolute: 0.5, relative: 1 },
    threshold: 0.5,
  },
  {
    id: "claim_used",
    question: "Which volumes are full or filling?",
    group: "nodes",
    variants: [{
      text:
        `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${CLAIM}}) / (max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${CLAIM}}) > 0)`,
      needs: ["kubelet_volume_stats_used_bytes", "kubelet_volume_stats_capacity_bytes"],
    }],
    subject: "claim",
    unit: "share",
    bad: "high",
    floors: { absolute: 0.15, relative: 0.2 },
    threshold: 0.9,
  },
];
