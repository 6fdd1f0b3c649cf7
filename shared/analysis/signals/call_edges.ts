import { entityText } from "../entity.ts";
import { median } from "../robust_score.ts";
import type { Sample, Series } from "../series.ts";
import type { ScanTimes } from "./scan_times.ts";
import type { CallEdge } from "./signal.ts";
import { signalSource } from "./signal_entity.ts";

/** Calls between services, as the callers count them: now, and before the window. */
export function callEdges(
  series: readonly Series[],
  { windowStartSeconds }: Pick<ScanTimes, "windowStartSeconds">,
): readonly CallEdge[] {
  const failing = new Map<string, number>();
  const edges: (Omit<CallEdge, "errorShare"> & { readonly key: string })[] = [];
  for (const { labels, samples } of series) {
    const edge = edgeOf(labels);
    if (edge === undefined) continue;
    const key = `${entityText(edge.from)} ${entityText(edge.to)}`;
    const requestsPerSecond = levelNow(samples);
    if (labels["figure"] === "call_error_rate") {
      failing.set(key, (failing.get(key) ?? 0) + requestsPerSecond);
    } else {
      const before = median(
        samples.filter(([seconds]) => seconds < windowStartSeconds).map(([, value]) => value),
      );
      edges.push({ key, ...edge, requestsPerSecond, ...(before !== undefined && { before }) });
    }
  }
  return edges.filter(({ requestsPerSecond, before = 0 }) => requestsPerSecond > 0 || before > 0)
    .map(({ key, ...edge }) => ({ ...edge, errorShare: shareOf(failing.get(key) ?? 0, edge) }));
}

function shareOf(failed: number, { requestsPerSecond }: Pick<CallEdge, "requestsPerSecond">) {
  return requestsPerSecond === 0 ? 0 : Math.min(1, failed / requestsPerSecond);
}

const LATEST = 3;

function levelNow(samples: readonly Sample[]): number {
  return median(samples.slice(-LATEST).map(([, value]) => value)) ?? 0;
}

function edgeOf(labels: Series["labels"]): Pick<CallEdge, "from" | "to"> | undefined {
  const source = signalSource("service", labels);
  const target = source?.labels["target"] ?? labels["destination_service_name"];
  if (source === undefined || target === undefined) return undefined;
  return { from: source.entity, to: calleeOf(target, source.entity.namespace) };
}

/** Names a callee by the host that its caller knows: `cart`, `cart.shop`, `cart.shop.svc.cluster.local:8080`. */
function calleeOf(target: string, callerNamespace: string) {
  const host = target.replace(/^[a-z]+:\/\//, "").replace(/[:/].*$/, "");
  const [name = host, namespace, domain] = host.split(".");
  if (namespace === undefined) return { kind: "Service", namespace: callerNamespace, name: host };
  if (domain === undefined || domain === "svc") return { kind: "Service", namespace, name };
  return { kind: "Host", namespace: "", name: host };
}
