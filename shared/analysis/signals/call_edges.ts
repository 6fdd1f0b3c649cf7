import { isFailure } from "./signal_row.ts";
import { entityText } from "../entity.ts";
import { median } from "../robust_score.ts";
import type { Labels, Sample, Series } from "../series.ts";
import type { ScanTimes } from "./scan_times.ts";
import type { CallEdge } from "./signal.ts";
import { signalSource } from "./signal_entity.ts";

interface Calls extends Pick<CallEdge, "from" | "to"> {
  all: number;
  failed: number;
  before: number;
}

/** Calls between services, as the callers count them: now, and before the window. */
export function callEdges(
  series: readonly Series[],
  { windowStartSeconds }: Pick<ScanTimes, "windowStartSeconds">,
): readonly CallEdge[] {
  const edges = new Map<string, Calls>();
  for (const { labels, samples } of series) {
    const ends = endsOf(labels);
    if (ends === undefined) continue;
    const key = `${entityText(ends.from)} ${entityText(ends.to)}`;
    const calls = edges.get(key) ?? { ...ends, all: 0, failed: 0, before: 0 };
    const now = median(valuesOf(samples.slice(-LATEST))) ?? 0;
    calls.all += now;
    if (isFailure(ends.code)) calls.failed += now;
    const baseline = samples.filter(([seconds]) => seconds < windowStartSeconds);
    calls.before += median(valuesOf(baseline)) ?? 0;
    edges.set(key, calls);
  }
  return [...edges.values()].filter(({ all, before }) => all > 0 || before > 0)
    .map(({ from, to, all, failed, before }) => ({
      from,
      to,
      requestsPerSecond: all,
      before,
      errorShare: all === 0 ? 0 : failed / all,
    }));
}

const LATEST = 3;

function valuesOf(samples: readonly Sample[]): readonly number[] {
  return samples.map(([, value]) => value);
}

function endsOf(labels: Labels): (Pick<CallEdge, "from" | "to"> & { code: string }) | undefined {
  const source = signalSource("service", labels);
  const target = source?.labels["target"];
  if (source === undefined || target === undefined) return undefined;
  const { entity: from, labels: { code = "" } } = source;
  return { from, to: calleeOf(target, from.namespace), code };
}

/** Names a callee by the host that its caller knows: `cart`, `cart.shop`, `cart.shop.svc.cluster.local:8080`. */
function calleeOf(target: string, callerNamespace: string) {
  const host = target.replace(/^[a-z]+:\/\//, "").replace(/[:/].*$/, "");
  const [name = host, namespace, domain] = host.split(".");
  if (namespace === undefined) return { kind: "Service", namespace: callerNamespace, name: host };
  if (domain === undefined || domain === "svc") return { kind: "Service", namespace, name };
  return { kind: "Host", namespace: "", name: host };
}
