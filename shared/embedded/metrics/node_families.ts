import type { Node } from "../world/kube_objects.ts";
import { defineFamilies, type FamilyRow, type Labels, type SeriesValue } from "./family.ts";
import { wobble } from "./load_curve.ts";
import { quantity } from "./quantity.ts";
import { nodesAs } from "./subjects.ts";

type Row = FamilyRow<Node>;

/** One gauge or counter per label set: `[labels, mean or rate]`. */
type Cells = readonly (readonly [Labels, number])[];

const PLAIN = (value: number): Cells => [[{}, value]];

function gauge(help: string, cells: Cells | ((node: Node) => Cells), share = 0.05): Row {
  return {
    type: "gauge",
    help,
    rows: (node, { seed }) =>
      (typeof cells === "function" ? cells(node) : cells).map(([labels, mean], i) =>
        [labels, share === 0 ? mean : wobble(mean, seed + i, share)] as const
      ),
  };
}

function counter(help: string, cells: Cells, whole = false): Row {
  return {
    type: "counter",
    help,
    rows: (_, { sinceMs }) =>
      cells.map(([labels, perSecond]) =>
        [labels, { perSecond, sinceMs, whole } as SeriesValue] as const
      ),
  };
}

const memory = (share: number) => (node: Node) =>
  PLAIN(share * (quantity(node.status.capacity.memory) ?? 0));

/** Share of one CPU's time by mode: a node that is a third busy. */
const CPU_MODES = {
  idle: 0.655,
  user: 0.24,
  system: 0.07,
  iowait: 0.012,
  softirq: 0.012,
  nice: 0.005,
  irq: 0.003,
  steal: 0.003,
} as const;

function cpuCells(node: Node): Cells {
  const cpus = Array.from({ length: Number(node.status.capacity.cpu) }, (_, i) => String(i));
  return cpus.flatMap((cpu) =>
    Object.entries(CPU_MODES).map(([mode, share]) => [{ cpu, mode }, share] as const)
  );
}

const GIB = 2 ** 30;
const FILESYSTEMS = [
  { mountpoint: "/", device: "/dev/vda1", sizeBytes: 100 * GIB, used: 0.42 },
  { mountpoint: "/var/lib/containerd", device: "/dev/vdb", sizeBytes: 200 * GIB, used: 0.48 },
] as const;

function filesystems(value: (fs: typeof FILESYSTEMS[number]) => number): Cells {
  return FILESYSTEMS.map((fs) => [
    { device: fs.device, fstype: "ext4", mountpoint: fs.mountpoint },
    value(fs),
  ]);
}

const disks = (perSecond: number): Cells => [
  [{ device: "vda" }, perSecond],
  [{ device: "vdb" }, perSecond],
];
const network = (value: number): Cells => [[{ device: "eth0" }, value]];

const INODES = 6_553_600;

function info(labels: (node: Node) => Labels): (node: Node) => Cells {
  return (node) => [[labels(node), 1]];
}

/** What node_exporter exports on each node. */
export const NODE_FAMILIES = defineFamilies<Node>(
  nodesAs("instance", { job: "node-exporter", namespace: "kube-system", service: "node-exporter" }),
  {
    node_cpu_seconds_total: {
      type: "counter",
      help: "Seconds the CPUs spent in each mode.",
      rows: (node, { sinceMs }) =>
        cpuCells(node).map(([labels, perSecond]) => [labels, { perSecond, sinceMs }] as const),
    },
    node_load1: gauge("1m load average.", PLAIN(2.4), 0.3),
    node_load5: gauge("5m load average.", PLAIN(2.3), 0.15),
    node_load15: gauge("15m load average.", PLAIN(2.3), 0.08),
    node_memory_MemTotal_bytes: gauge("Memory in all.", memory(1), 0),
    node_memory_MemFree_bytes: gauge("Free memory.", memory(0.12)),
    node_memory_MemAvailable_bytes: gauge("Memory available to start programs.", memory(0.54)),
    node_memory_Buffers_bytes: gauge("Buffers.", memory(0.02)),
    node_memory_Cached_bytes: gauge("Page cache.", memory(0.38)),
    node_memory_SwapTotal_bytes: gauge("Swap in all.", PLAIN(0), 0),
    node_memory_SwapFree_bytes: gauge("Free swap.", PLAIN(0), 0),
    node_vmstat_pgmajfault: counter("Major page faults.", PLAIN(0.4), true),
    node_vmstat_oom_kill: counter("Out-of-memory kills.", PLAIN(0), true),
    node_filesystem_size_bytes: gauge("Size.", filesystems(({ sizeBytes }) => sizeBytes), 0),
    node_filesystem_avail_bytes: gauge(
      "Space for users.",
      filesystems(({ sizeBytes, used }) => sizeBytes * (1 - used)),
      0.01,
    ),
    node_filesystem_free_bytes: gauge(
      "Free space.",
      filesystems(({ sizeBytes, used }) => sizeBytes * (1.03 - used)),
      0.01,
    ),
    node_filesystem_files: gauge("Inodes in all.", filesystems(() => INODES), 0),
    node_filesystem_files_free: gauge("Free inodes.", filesystems(() => 0.9 * INODES), 0.005),
    node_filesystem_readonly: gauge("Mounted read-only.", filesystems(() => 0), 0),
    node_filesystem_device_error: gauge("Could not be read.", filesystems(() => 0), 0),
    node_disk_io_time_seconds_total: counter("Time busy.", disks(0.06)),
    node_disk_io_time_weighted_seconds_total: counter("Queue length over time.", disks(0.09)),
    node_disk_read_time_seconds_total: counter("Time reading.", disks(0.004)),
    node_disk_write_time_seconds_total: counter("Time writing.", disks(0.03)),
    node_disk_reads_completed_total: counter("Reads.", disks(6), true),
    node_disk_writes_completed_total: counter("Writes.", disks(38), true),
    node_disk_read_bytes_total: counter("Bytes read.", disks(90_000), true),
    node_disk_written_bytes_total: counter("Bytes written.", disks(900_000), true),
    node_network_receive_bytes_total: counter("Bytes received.", network(2_900_000), true),
    node_network_transmit_bytes_total: counter("Bytes sent.", network(3_100_000), true),
    node_network_receive_packets_total: counter("Packets received.", network(3_800), true),
    node_network_transmit_packets_total: counter("Packets sent.", network(3_900), true),
    node_network_receive_errs_total: counter("Receive errors.", network(0), true),
    node_network_transmit_errs_total: counter("Transmit errors.", network(0), true),
    node_network_receive_drop_total: counter("Packets dropped on receipt.", network(0.002), true),
    node_network_transmit_drop_total: counter("Packets dropped on sending.", network(0), true),
    node_network_up: gauge("The link is up.", network(1), 0),
    node_network_carrier_changes_total: counter("Changes of the link.", network(0), true),
    node_netstat_Tcp_OutSegs: counter("TCP segments sent.", PLAIN(3_600), true),
    node_netstat_Tcp_InSegs: counter("TCP segments received.", PLAIN(3_500), true),
    node_netstat_Tcp_RetransSegs: counter("TCP segments sent again.", PLAIN(0.7), true),
    node_netstat_TcpExt_ListenDrops: counter("Connections dropped in listen.", PLAIN(0), true),
    node_netstat_TcpExt_TCPTimeouts: counter("TCP timeouts.", PLAIN(0.05), true),
    node_sockstat_TCP_alloc: gauge("TCP sockets.", PLAIN(640)),
    node_nf_conntrack_entries: gauge("Tracked connections.", PLAIN(9_800)),
    node_nf_conntrack_entries_limit: gauge("Most tracked connections.", PLAIN(262_144), 0),
    node_timex_offset_seconds: gauge("Offset from the time server.", PLAIN(0.000_04), 0.5),
    node_timex_sync_status: gauge("The clock is synchronised.", PLAIN(1), 0),
    node_timex_maxerror_seconds: gauge("Largest error of the clock.", PLAIN(0.004), 0.4),
    node_filefd_allocated: gauge("Open files.", PLAIN(6_200)),
    node_filefd_maximum: gauge("Most open files.", PLAIN(1_048_576), 0),
    node_context_switches_total: counter("Context switches.", PLAIN(24_000), true),
    node_forks_total: counter("Forks.", PLAIN(11), true),
    node_procs_running: gauge("Running processes.", PLAIN(3), 0),
    node_procs_blocked: gauge("Blocked processes.", PLAIN(0), 0),
    node_pressure_cpu_waiting_seconds_total: counter("Time waiting for CPU.", PLAIN(0.02)),
    node_pressure_memory_waiting_seconds_total: counter("Time waiting for memory.", PLAIN(0.0004)),
    node_pressure_io_waiting_seconds_total: counter("Time waiting for I/O.", PLAIN(0.008)),
    node_time_seconds: {
      type: "gauge",
      help: "System time.",
      rows: () => [[{}, (t) => t / 1_000]],
    },
    node_boot_time_seconds: {
      type: "gauge",
      help: "When the node booted.",
      rows: (node, { world }) => {
        const booted = world.hosts.get(node.metadata.name)?.facts.boot_time;
        return booted === undefined ? [] : [[{}, Date.parse(booted) / 1_000]];
      },
    },
    node_uname_info: gauge(
      "Kernel and name.",
      info(({ metadata, status }) => ({
        nodename: metadata.name,
        sysname: "Linux",
        machine: "x86_64",
        release: status.nodeInfo.kernelVersion ?? "",
      })),
      0,
    ),
    node_os_info: gauge(
      "Distribution.",
      info(({ status }) => ({ pretty_name: status.nodeInfo.osImage ?? "" })),
      0,
    ),
    node_systemd_unit_state: gauge(
      "State of systemd units.",
      ["containerd", "kubelet", "chrony", "ssh"].flatMap((unit) =>
        ["active", "failed"].map((state) =>
          [{ name: `${unit}.service`, state, type: "simple" }, state === "active" ? 1 : 0] as const
        )
      ),
      0,
    ),
  },
);
