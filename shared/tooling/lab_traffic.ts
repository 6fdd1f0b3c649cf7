/**
 * The shop's traffic after the load: serves the series of its services and node exporters for
 * Prometheus to scrape, and logs a few lines every five seconds, to both Lokis and to the pod logs.
 * Without a loaded shop it has nothing to say.
 */

import type { Series } from "./lab_curve.ts";
import { PORTS } from "./lab_layout.ts";
import { logLines } from "./lab_log_lines.ts";
import { pushLines } from "./lab_loki_push.ts";
import { nodeSeries } from "./lab_machine_metrics.ts";
import { appendPodLogs } from "./lab_pod_logs.ts";
import { requestSeries } from "./lab_shop_metrics.ts";
import { readShop } from "./lab_shop_state.ts";

const LOG_PERIOD_SECONDS = 5;
const LINES_PER_PERIOD = 25;

/** The text exposition of the series at a time. */
export function exposition(series: readonly Series[], seconds: number): string {
  const families = Map.groupBy(series, ({ labels }) => familyOf(labels.__name__ ?? ""));
  return Array.from(families, ([family, members]) => {
    const samples = members.map(({ labels, value }) =>
      `${labels.__name__}${braces(labels)} ${value(seconds)}`
    );
    return [`# TYPE ${family} ${typeOf(family)}`, ...samples, ""].join("\n");
  }).join("");
}

/** The series of a histogram belong to one family. */
function familyOf(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, "");
}

function typeOf(family: string): string {
  if (family.endsWith("_total")) return "counter";
  return family.endsWith("_duration_seconds") ? "histogram" : "gauge";
}

function braces({ __name__: _, ...labels }: Readonly<Record<string, string>>): string {
  return `{${Object.entries(labels).map(([name, value]) => `${name}="${value}"`).join(",")}}`;
}

async function metrics(): Promise<Response> {
  const shop = await readShop();
  if (!shop) return new Response("");
  const series = [...requestSeries(shop.pods), ...nodeSeries(shop.pods)];
  return new Response(exposition(series, Date.now() / 1000 - shop.loadedAtSeconds));
}

async function log(): Promise<void> {
  const shop = await readShop();
  if (!shop) return;
  const until = Math.floor(Date.now() / 1000) - shop.loadedAtSeconds;
  const lines = [...logLines(shop.pods, {
    loadedAtSeconds: shop.loadedAtSeconds,
    from: until - LOG_PERIOD_SECONDS,
    until,
    count: LINES_PER_PERIOD,
    seed: until,
  })];
  await appendPodLogs(lines);
  await pushLines(lines).catch(() => {}); // a stopped Loki misses lines and nothing else
}

if (import.meta.main) {
  setInterval(log, LOG_PERIOD_SECONDS * 1000);
  Deno.serve({ hostname: "127.0.0.1", port: PORTS.traffic, onListen() {} }, metrics);
}
