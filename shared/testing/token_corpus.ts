/** A realistic piece of an answer, by what it is. */
export interface Sample {
  readonly name: string;
  readonly text: string;
}

type Random = (below: number) => number;

const SERVICES =
  "checkout cart payment-gateway catalogue recommendation frontend-proxy shipping ad-service currency-converter email-worker fraud-detection inventory-sync user-profile search-indexer"
    .split(" ");
const NAMESPACES = "shop kube-system monitoring ingress-nginx team-payments data-platform".split(
  " ",
);
const STATES =
  "Running CrashLoopBackOff ImagePullBackOff Pending OOMKilled Completed ContainerCreating"
    .split(" ");
const MESSAGES = [
  "Back-off restarting failed container server in pod",
  "0/20 nodes are available: 3 Insufficient cpu, 2 node(s) had untolerated taint {dedicated: gpu}, 15 node(s) didn't match Pod's node affinity/selector",
  'Readiness probe failed: Get "http://10.42.3.17:8080/healthz": dial tcp 10.42.3.17:8080: connect: connection refused',
  'Failed to pull image "registry.example.org/shop/cart:v2.14.1": manifest unknown',
  "Scaled up replica set checkout-6d5f7c9b8 from 2 to 3",
  'MountVolume.SetUp failed for volume "config": configmap "checkout-config" not found',
];
const LEVELS = "INFO WARN ERROR DEBUG".split(" ");
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LOWER = "bcdfghjklmnpqrstvwxz2456789";
const HEX = "0123456789abcdef";

/** The corpus that the token estimate is held against; the same at every run. */
export function tokenCorpus(): readonly Sample[] {
  return Object.entries(SAMPLES).map(([name, make], at) => ({ name, text: make(seeded(at + 1)) }));
}

const SAMPLES: Readonly<Record<string, (random: Random) => string>> = {
  "pod table": (random) =>
    table("namespace\tpod\tready\tstatus\trestarts\tage\tnode", 60, () => [
      pick(random, NAMESPACES),
      podName(random),
      `${random(3)}/${1 + random(3)}`,
      pick(random, STATES),
      random(40),
      `${1 + random(23)}h${random(60)}m`,
      `node-${10 + random(20)}`,
    ]),
  "usage table": (random) =>
    table("workload\tcpu cores\tmemory MiB\tthrottled %", 40, () => [
      `${pick(random, NAMESPACES)}/${pick(random, SERVICES)}`,
      (random(4000) / 1000).toFixed(3),
      random(4096),
      (random(1000) / 10).toFixed(1),
    ]),
  "series summary": (random) =>
    table("series\tfirst\tlast\tmin\tmax\tmean", 20, () => [
      `{namespace="${pick(random, NAMESPACES)}",pod="${podName(random)}",container="server"}`,
      ...Array.from({ length: 5 }, () => (random(1e6) / 997).toPrecision(4)),
    ]),
  "event table": (random) =>
    table("type\treason\tobject\tcount\tlast\tmessage", 30, () => [
      pick(random, ["Warning", "Normal"]),
      pick(random, [
        "BackOff",
        "FailedScheduling",
        "Unhealthy",
        "FailedMount",
        "ScalingReplicaSet",
      ]),
      `Deployment/${pick(random, SERVICES)}`,
      1 + random(400),
      `${1 + random(59)}m`,
      pick(random, MESSAGES),
    ]),
  "alert table": (random) =>
    table("severity\talert\twhere\tfiring\tsince\tsummary", 20, () => [
      pick(random, ["critical", "warning", "info"]),
      pick(random, ["KubePodCrashLooping", "KubeDeploymentReplicasMismatch", "CPUThrottlingHigh"]),
      `${pick(random, NAMESPACES)}/${pick(random, SERVICES)}`,
      1 + random(20),
      `${1 + random(20)}h`,
      "Pod has been in a non-ready state for longer than 15 minutes.",
    ]),
  "node table": (random) =>
    table("node\tready\tkubelet\tcpu\tmemory GiB\tpods\ttaints", 20, () => [
      `ip-10-0-${random(256)}-${random(256)}.eu-central-1.compute.internal`,
      pick(random, ["True", "False", "Unknown"]),
      `v1.3${random(7)}.${random(9)}`,
      4 + random(60),
      16 + random(240),
      random(110),
      pick(random, ["", "node.kubernetes.io/unreachable:NoExecute", "dedicated=gpu:NoSchedule"]),
    ]),
  "structured log lines": (random) =>
    lines(
      50,
      () =>
        `2026-11-01T10:${two(random)}:${two(random)}.${random(1000)}Z ${pick(random, LEVELS)} ` +
        `[http-nio-8080-exec-${random(20)}] c.e.shop.${
          pick(random, ["CartController", "PaymentClient"])
        } - ` +
        `request id=${hex(random, 16)} took ${random(3000)} ms`,
    ),
  "logfmt lines": (random) =>
    lines(
      50,
      () =>
        `ts=2026-11-01T10:${two(random)}:${two(random)}Z level=${
          pick(random, LEVELS).toLowerCase()
        } ` +
        `caller=main.go:${random(900)} msg="upstream request failed" status=${500 + random(4)} ` +
        `duration=${random(900)}ms peer=10.42.${random(20)}.${random(255)}:8080`,
    ),
  "access log": (random) =>
    lines(
      50,
      () =>
        `10.42.${random(20)}.${random(255)} - - [01/Nov/2026:10:${two(random)}:${
          two(random)
        } +0000] ` +
        `"GET /api/v1/${pick(random, SERVICES)}/${random(100000)}?page=${random(9)} HTTP/1.1" ` +
        `${pick(random, [200, 404, 500, 503])} ${
          random(90000)
        } "-" "Mozilla/5.0 (X11; Linux x86_64)"`,
    ),
  "JSON log lines": (random) =>
    lines(30, () =>
      JSON.stringify({
        time: `2026-11-01T10:${two(random)}:${two(random)}Z`,
        level: pick(random, LEVELS),
        trace_id: hex(random, 32),
        msg: pick(random, MESSAGES),
        order: random(1e6),
      })),
  "stack trace": (random) =>
    lines(
      30,
      (at) =>
        at % 10 === 0
          ? `java.lang.IllegalStateException: Connection pool exhausted (size=${random(50)})`
          : `\tat org.example.shop.${pick(random, ["checkout", "cart"])}.${
            pick(random, ["OrderService", "PoolManager"])
          }.acquire(PoolManager.java:${random(900)})`,
    ),
  "go panic": (random) =>
    lines(
      30,
      (at) =>
        at % 3 === 0
          ? `goroutine ${random(900)} [running]:`
          : `github.com/example/shop/internal/server.(*Handler).ServeHTTP(0xc000${
            hex(random, 6)
          }, {0x1${hex(random, 6)}, 0xc000${hex(random, 6)}})`,
    ),
  "PromQL": (random) =>
    lines(
      30,
      () =>
        `sum by (namespace, workload) (rate(container_cpu_usage_seconds_total{namespace="${
          pick(random, NAMESPACES)
        }",container!="",pod=~"${
          pick(random, SERVICES)
        }-.*"}[5m])) / on (namespace) group_left () kube_resourcequota{type="hard",resource="limits.cpu"} > 0.${
          random(99)
        }`,
    ),
  "LogQL": (random) =>
    lines(
      30,
      () =>
        `sum by (app, level) (count_over_time({namespace="${pick(random, NAMESPACES)}", app="${
          pick(random, SERVICES)
        }"} |= "error" | json | status >= 500 | line_format "{{.msg}}" [${1 + random(59)}m]))`,
    ),
  "metric names": () => METRICS.join("\n"),
  "pretty JSON": (random) => JSON.stringify(pod(random), null, 2),
  "compact JSON": (random) => JSON.stringify(Array.from({ length: 3 }, () => pod(random))),
  "YAML": (random) =>
    lines(
      20,
      () =>
        `- name: ${pick(random, SERVICES)}\n  image: registry.example.org/shop/${
          pick(random, SERVICES)
        }:v1.${random(30)}.${random(9)}\n  resources:\n    limits:\n      memory: ${
          random(16) * 64
        }Mi`,
    ),
  "prose": () => PROSE,
  "calls": (random) =>
    lines(
      12,
      () =>
        `next: k8s.get {"kind":"pod","namespace":"${pick(random, NAMESPACES)}","name":"${
          podName(random)
        }","detail":"full"} - last state and events of the restarting container`,
    ),
  "base64": (random) => lines(20, () => text(random, LETTERS, 76)),
  "UUIDs": (random) => lines(40, () => [8, 4, 4, 4, 12].map((size) => hex(random, size)).join("-")),
  "image digests": (random) =>
    lines(
      15,
      () => `registry.example.org/shop/${pick(random, SERVICES)}@sha256:${hex(random, 64)}`,
    ),
  "cgroup paths": (random) =>
    lines(
      20,
      () =>
        `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${hex(random, 8)}_${
          hex(random, 4)
        }_${hex(random, 4)}.slice/cri-containerd-${hex(random, 64)}.scope`,
    ),
  "times": (random) => lines(60, () => `2026-11-01T${two(random)}:${two(random)}:${two(random)}Z`),
  "integers": (random) => lines(80, () => `${random(1e9)} ${random(1e5)} ${random(100)}`),
  "decimals": (random) =>
    lines(80, () => `${random(1e6) / 1e4}\t-${(random(1e9) / 7e5).toExponential(3)}`),
  "spaces and tabs": (random) =>
    lines(40, () => `${" ".repeat(random(60))}x${"\t".repeat(random(9))}y`),
  "rules and frames": (random) =>
    lines(30, () => "+-=|#*_~".charAt(random(8)).repeat(1 + random(40))),
  "punctuation": (random) => lines(30, () => text(random, "{}[]()<>\"'`,;:!?/\\|@#$%^&*-+=~.", 40)),
  "Chinese": () => CHINESE.repeat(4),
  "Cyrillic": () => CYRILLIC.repeat(4),
  "mixed scripts": () => MIXED.repeat(4),
  "emoji": (random) =>
    lines(
      20,
      () => Array.from({ length: 8 }, () => String.fromCodePoint(0x1f600 + random(80))).join(" "),
    ),
};

const METRICS = [
  "container_memory_working_set_bytes",
  "container_cpu_cfs_throttled_periods_total",
  "kube_pod_container_status_last_terminated_reason",
  "kube_deployment_status_replicas_unavailable",
  "node_filesystem_avail_bytes",
  "apiserver_request_duration_seconds_bucket",
  "kubelet_volume_stats_inodes_used",
  "nginx_ingress_controller_request_duration_seconds_sum",
  "coredns_dns_responses_total",
  "prometheus_tsdb_head_series",
  "etcd_disk_wal_fsync_duration_seconds_count",
  "alertmanager_notifications_failed_total",
  "workqueue_queue_duration_seconds_bucket",
  "rest_client_requests_total",
  "process_resident_memory_bytes",
  "go_memstats_heap_inuse_bytes",
];

const PROSE = `3 problems in namespace shop; the first explains the other two.
checkout restarts because its container is killed for memory: 14 restarts in 2h, limit 256 MiB, working set at
the limit before each kill. The image did not change; the memory limit was lowered from 512 MiB 2h10m ago by
kubectl-edit. cart answers slowly since the same moment because it waits for checkout. Ruled out: node pressure
(no condition on any of its 3 nodes), a rollout (last one 5 days ago), quota (61% used). Not seen: logs older
than 30 minutes, because Loki did not answer within 8 seconds.`;

const CHINESE =
  "支付服务在过去两小时内重启了十四次,因为容器超出了内存限制。节点没有压力,镜像没有变化。\n";
const CYRILLIC =
  "Служба оплаты перезапускалась четырнадцать раз за два часа: контейнер превысил предел памяти.\n";
const MIXED =
  "Größe überschritten · délai dépassé · メモリ不足です · 메모리 부족 · لم يتم العثور · שגיאה · हिन्दी · ไม่พบ\n";

function pod(random: Random): object {
  return {
    metadata: {
      name: podName(random),
      namespace: pick(random, NAMESPACES),
      labels: {
        "app.kubernetes.io/name": pick(random, SERVICES),
        "pod-template-hash": hex(random, 10),
      },
      creationTimestamp: "2026-11-01T08:12:44Z",
    },
    status: {
      phase: "Running",
      podIP: `10.42.${random(20)}.${random(255)}`,
      conditions: [{ type: "Ready", status: "False", reason: "ContainersNotReady" }],
      containerStatuses: [{
        name: "server",
        restartCount: random(40),
        lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
      }],
    },
  };
}

function podName(random: Random): string {
  return `${pick(random, SERVICES)}-${hex(random, 9)}-${text(random, LOWER, 5)}`;
}

function table(head: string, rows: number, row: () => readonly (string | number)[]): string {
  return `${head}\n${lines(rows, () => row().join("\t"))}`;
}

function lines(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join("\n");
}

function text(random: Random, alphabet: string, size: number): string {
  return Array.from({ length: size }, () => alphabet.charAt(random(alphabet.length))).join("");
}

function hex(random: Random, size: number): string {
  return text(random, HEX, size);
}

function two(random: Random): string {
  return String(random(60)).padStart(2, "0");
}

function pick<T>(random: Random, values: readonly [T, ...T[]] | readonly T[]): T {
  const value = values[random(values.length)];
  if (value === undefined) throw new RangeError("Cannot pick from nothing");
  return value;
}

// A linear congruential generator: repeatable and good enough to vary text.
function seeded(seed: number): Random {
  let state = seed * 2_654_435_761 >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}
