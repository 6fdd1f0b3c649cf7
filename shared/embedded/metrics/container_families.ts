import type { Counter, FamilyRow } from "./family.ts";
import { defineFamilies } from "./family.ts";
import { wobble } from "./load_curve.ts";
import { type ContainerEntity, containers } from "./subjects.ts";
import type { Labels } from "./family.ts";

type Row = FamilyRow<ContainerEntity>;

const IDENTITY = { job: "kubelet", metrics_path: "/metrics/cadvisor" } as const;

function labelsOf({ container, status }: ContainerEntity): Labels {
  return {
    ...IDENTITY,
    image: container.image,
    id: `/kubepods/${status?.containerID?.slice(13, 25) ?? ""}`,
  };
}

function counter(
  help: string,
  rate: (entity: ContainerEntity) => Partial<Counter> & { perSecond: number },
): Row {
  return {
    type: "counter",
    help,
    rows: (entity, { sinceMs }) => [[labelsOf(entity), { sinceMs, ...rate(entity) }]],
  };
}

function gauge(
  help: string,
  mean: (entity: ContainerEntity) => number | undefined,
  share = 0.06,
): Row {
  return {
    type: "gauge",
    help,
    rows: (entity, { seed }) => {
      const value = mean(entity);
      return value === undefined
        ? []
        : [[labelsOf(entity), share === 0 ? value : wobble(value, seed, share)]];
    },
  };
}

const isShop = ({ pod }: ContainerEntity) => pod.metadata.namespace === "shop";
// The kernel's default period is 100 ms.
const PERIODS_PER_SECOND = 10;
const THROTTLED_SHARE = 0.004;
const PERIOD_SECONDS = 0.1;

function onlyLimited(row: Row): Row {
  return {
    ...row,
    rows: (entity, context) => entity.cpuLimitCores ? row.rows(entity, context) : [],
  };
}

/** What cAdvisor exports for each container through the kubelet. */
export const CONTAINER_FAMILIES = defineFamilies<ContainerEntity>(containers, {
  container_cpu_usage_seconds_total: counter(
    "Cumulative CPU time consumed.",
    (entity) => ({ perSecond: entity.cpuCores, daily: isShop(entity) }),
  ),
  container_cpu_cfs_periods_total: onlyLimited(counter(
    "Elapsed enforcement periods.",
    () => ({ perSecond: PERIODS_PER_SECOND, whole: true }),
  )),
  container_cpu_cfs_throttled_periods_total: onlyLimited(counter(
    "Throttled enforcement periods.",
    () => ({ perSecond: PERIODS_PER_SECOND * THROTTLED_SHARE, whole: true }),
  )),
  container_cpu_cfs_throttled_seconds_total: onlyLimited(counter(
    "Time the container has been throttled.",
    () => ({ perSecond: PERIODS_PER_SECOND * THROTTLED_SHARE * PERIOD_SECONDS }),
  )),
  container_memory_working_set_bytes: gauge(
    "Current working set.",
    ({ memoryBytes }) => memoryBytes,
  ),
  container_memory_rss: gauge("Anonymous memory.", ({ memoryBytes }) => 0.8 * memoryBytes),
  container_memory_cache: gauge("Page cache.", ({ memoryBytes }) => 0.25 * memoryBytes),
  container_memory_usage_bytes: gauge("All memory used.", ({ memoryBytes }) => 1.2 * memoryBytes),
  container_spec_memory_limit_bytes: gauge(
    "Memory limit.",
    ({ memoryLimitBytes }) => memoryLimitBytes ?? 0,
    0,
  ),
  container_memory_failcnt: counter("Allocations that hit the limit.", () => ({ perSecond: 0 })),
  container_oom_events_total: counter("Out-of-memory kills.", () => ({ perSecond: 0 })),
  container_start_time_seconds: {
    type: "gauge",
    help: "Start of the container.",
    rows: (entity, { sinceMs }) => {
      const started = entity.status?.state?.running?.startedAt;
      return [[labelsOf(entity), (started === undefined ? sinceMs : Date.parse(started)) / 1_000]];
    },
  },
  container_fs_usage_bytes: gauge("Bytes used on the file system.", () => 40e6, 0.02),
  container_fs_reads_bytes_total: counter("Bytes read.", () => ({ perSecond: 2_000 })),
  container_fs_writes_bytes_total: counter("Bytes written.", () => ({ perSecond: 9_000 })),
  container_threads: gauge("Threads.", () => 14, 0),
  ...Object.fromEntries(
    [
      ["receive_bytes", 24_000],
      ["transmit_bytes", 31_000],
      ["receive_packets", 90],
      ["transmit_packets", 95],
      ["receive_errors", 0],
      ["transmit_errors", 0],
      ["receive_packets_dropped", 0],
      ["transmit_packets_dropped", 0],
    ].map(([what, perSecond]) => [`container_network_${what}_total`, network(Number(perSecond))]),
  ),
});

// The network belongs to the pod: cAdvisor gives it without a container, once per pod.
function network(perSecond: number): Row {
  return {
    type: "counter",
    help: "Network traffic of the pod.",
    rows: (entity, { sinceMs }) =>
      entity.container !== entity.pod.spec.containers[0] ? [] : [[
        { ...IDENTITY, container: "", interface: "eth0" },
        { perSecond, sinceMs, daily: isShop(entity), whole: true },
      ]],
  };
}
