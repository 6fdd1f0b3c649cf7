/** What containers, volumes and nodes measure, in the names of cAdvisor, kubelet and node_exporter. */

import { constant, growing, ramp, steps, wandering } from "./lab_curve.ts";
import type { Curve, Series } from "./lab_curve.ts";
import { PORTS } from "./lab_layout.ts";
import { DOWN_NODE, NODE_NAMES, ONSET, PAYMENTS_RESTART_SECONDS } from "./lab_shop.ts";
import type { ShopPod } from "./lab_shop_pods.ts";

/** The history of what kwok and kube-state-metrics report from the load on, under their labels. */
export function containerSeries(pods: readonly ShopPod[]): Series[] {
  return pods.flatMap((pod) => [...cadvisorSeries(pod), restartSeries(pod)]);
}

/** What the node exporters say, but that of the node that is down, and the kubelet of the database. */
export function nodeSeries(pods: readonly ShopPod[]): Series[] {
  const nodes = NODE_NAMES.filter((node) => node !== DOWN_NODE);
  return [...nodes.flatMap(exporterSeries), ...volumeSeries(pods)];
}

function restartSeries(pod: ShopPod): Series {
  return {
    labels: {
      ...containerLabels("kube_pod_container_status_restarts_total", pod),
      uid: pod.uid,
      job: "kube-state-metrics",
      instance: `127.0.0.1:${PORTS.kubeStateMetrics}`,
    },
    value: pod.app === "payments" ? steps(PAYMENTS_RESTART_SECONDS) : constant(0),
  };
}

function cadvisorSeries(pod: ShopPod): Series[] {
  const { app, index, cores, memoryBytes, throttledShare } = pod;
  const name = `${app}-${index}`;
  const series: Readonly<Record<string, Curve>> = {
    container_cpu_usage_seconds_total: growing(cores, name),
    container_memory_working_set_bytes: app === "payments"
      ? ramp([-5 * 3600, 0.4 * memoryBytes], [ONSET.paymentsOutOfMemory, memoryBytes])
      : wandering(memoryBytes, memoryBytes * 0.05, name),
    container_cpu_cfs_periods_total: growing(10, name),
    container_cpu_cfs_throttled_periods_total: growing(10 * throttledShare, name),
  };
  const labels = {
    node: pod.node,
    instance: pod.node,
    job: "kubelet",
    metrics_path: "/metrics/cadvisor",
  };
  return Object.entries(series).map(([metric, value]) => (
    { labels: { ...containerLabels(metric, pod), ...labels }, value }
  ));
}

function exporterSeries(node: string): Series[] {
  const exporter = { instance: node, job: "node-exporter" };
  const gigabyte = 2 ** 30;
  const modes = { idle: 0.72, user: 0.19, system: 0.07, iowait: 0.02 };
  const cpus = ["0", "1", "2", "3"].flatMap((cpu) =>
    Object.entries(modes).map(([mode, share]): Series => ({
      labels: { __name__: "node_cpu_seconds_total", ...exporter, cpu, mode },
      value: growing(share, `${node}-${cpu}`),
    }))
  );
  const root = { device: "/dev/vda1", fstype: "ext4", mountpoint: "/" };
  const network = { device: "eth0" };
  const rows: readonly [string, Readonly<Record<string, string>>, Curve][] = [
    ["node_load1", {}, wandering(1.2, 0.6, node)],
    ["node_memory_MemTotal_bytes", {}, constant(16 * gigabyte)],
    ["node_memory_MemAvailable_bytes", {}, wandering(9 * gigabyte, gigabyte, node)],
    ["node_filesystem_size_bytes", root, constant(100 * gigabyte)],
    ["node_filesystem_avail_bytes", root, wandering(58 * gigabyte, gigabyte, node)],
    ["node_filesystem_readonly", root, constant(0)],
    ["node_filesystem_files", root, constant(6_553_600)],
    ["node_filesystem_files_free", root, wandering(5_900_000, 10_000, node)],
    ["node_network_receive_bytes_total", network, growing(2e6, node)],
    ["node_network_transmit_bytes_total", network, growing(1.5e6, node)],
    ["node_network_receive_errs_total", network, constant(0)],
    ["node_disk_io_time_seconds_total", { device: "vda" }, growing(0.06, node)],
    ["node_timex_sync_status", {}, constant(1)],
    ["node_timex_offset_seconds", {}, wandering(0, 0.0004, node)],
  ];
  return [
    ...cpus,
    ...rows.map(([name, labels, value]): Series => (
      { labels: { __name__: name, ...exporter, ...labels }, value }
    )),
  ];
}

function volumeSeries(pods: readonly ShopPod[]): Series[] {
  const instance = pods.find(({ app }) => app === "orders-db")?.node ?? "";
  const labels = {
    instance,
    namespace: "shop",
    persistentvolumeclaim: "data-orders-db-0",
    job: "kubelet",
    metrics_path: "/metrics",
  };
  const rows: Readonly<Record<string, Curve>> = {
    kubelet_volume_stats_capacity_bytes: constant(20 * 2 ** 30),
    kubelet_volume_stats_used_bytes: wandering(8 * 2 ** 30, 2 ** 28, "orders-db"),
    kubelet_volume_stats_inodes: constant(1_310_720),
    kubelet_volume_stats_inodes_used: wandering(48_000, 100, "orders-db"),
  };
  return Object.entries(rows).map(([name, value]) => ({
    labels: { __name__: name, ...labels },
    value,
  }));
}

function containerLabels(metric: string, { namespace, name, app }: ShopPod) {
  return { __name__: metric, namespace, pod: name, container: app };
}
