import { ascending, descending } from "../analysis/order.ts";
import type { Series } from "../analysis/series.ts";
import { ownerOf, ownerText } from "../analysis/workload_owner.ts";
import type { ToolContext } from "../context.ts";
import type { Coverage } from "../render/coverage.ts";
import { readSource } from "./read_source.ts";

/** Containers of one workload that have to wait for CPU. */
export interface Throttling {
  readonly namespace: string;
  readonly workload: string;
  readonly container: string;
  readonly pods: number;
  /** Share of CPU periods in which the worst of them had to wait. */
  readonly share: number;
}

/** What is short of something although it runs. */
export interface Saturation {
  /** Most throttled first. */
  readonly throttled: readonly Throttling[];
  /** Share of each claim that is full, by `namespace/claim`. */
  readonly volumeFill: ReadonlyMap<string, number>;
  readonly coverage: readonly Coverage[];
}

/** From a quarter on, latency suffers; the same bound as the CPUThrottlingHigh alert. */
const THROTTLED_SHARE = 0.25;

/** Reads CPU throttling and the fill of volumes: two Prometheus queries side by side. */
export async function readSaturation(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { namespace }: { readonly namespace?: string | undefined },
): Promise<Saturation> {
  const scope = namespace === undefined ? "" : `namespace=${JSON.stringify(namespace)}`;
  const containers = `{${[scope, 'container!=""'].filter(Boolean).join(",")}}[5m]`;
  const read = (source: string, expr: string) =>
    readSource(source, async () => (await prometheus.instant({ expr })).series);
  const [throttling, fill] = await Promise.all([
    read(
      "prometheus throttling",
      `sum by (namespace, pod, container) (rate(container_cpu_cfs_throttled_periods_total${containers}))` +
        ` / sum by (namespace, pod, container) (rate(container_cpu_cfs_periods_total${containers}))` +
        ` > ${THROTTLED_SHARE}`,
    ),
    read(
      "prometheus volume fill",
      `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${scope}}` +
        ` / kubelet_volume_stats_capacity_bytes{${scope}})`,
    ),
  ]);
  return {
    throttled: throttledWorkloads(throttling.value ?? []),
    volumeFill: new Map((fill.value ?? []).map(({ labels, samples }) => [
      `${labels["namespace"]}/${labels["persistentvolumeclaim"]}`,
      samples.at(-1)?.[1] ?? 0,
    ])),
    coverage: [throttling.coverage, fill.coverage].filter(({ state }) => state !== "empty"),
  };
}

function throttledWorkloads(series: readonly Series[]): Throttling[] {
  const found = new Map<string, Throttling>();
  for (const { labels, samples } of series) {
    const { namespace = "", pod = "", container = "" } = labels;
    const workload = ownerText(ownerOf({ kind: "Pod", name: pod }));
    const key = `${namespace} ${workload} ${container}`;
    const { pods = 0, share = 0 } = found.get(key) ?? {};
    const worst = Math.max(share, samples.at(-1)?.[1] ?? 0);
    found.set(key, { namespace, workload, container, pods: pods + 1, share: worst });
  }
  return [...found].sort(([a, left], [b, right]) =>
    descending(left.share, right.share) || ascending(a, b)
  ).map(([, throttling]) => throttling);
}
