import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Recorder } from "../context.ts";

/** The metrics of one server: where calls are counted, and how Prometheus reads them. */
export interface Metrics {
  readonly recorder: Recorder;
  readonly contentType: string;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
}

const CALL_BUCKETS_SECONDS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** Makes a registry of its own, so that two servers in one process count apart. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "mcp_requests_total",
    help: "Tool calls by tool and how they ended",
    labelNames: ["tool", "status"],
    registers,
  });
  const duration = new Histogram({
    name: "mcp_request_duration_seconds",
    help: "Time of tool calls",
    labelNames: ["tool"],
    buckets: CALL_BUCKETS_SECONDS,
    registers,
  });
  const active = new Gauge({
    name: "mcp_active_requests",
    help: "Tool calls in progress",
    registers,
  });
  const backends = backendMetrics(registry);
  memoryGauges(registry);
  return {
    recorder: {
      callStarted: () => active.inc(),
      callEnded({ tool, status, durationSeconds }) {
        active.dec();
        requests.inc({ tool, status });
        duration.observe({ tool }, durationSeconds);
      },
      backendCall: backends,
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

function backendMetrics(registry: Registry): Recorder["backendCall"] {
  const registers = [registry];
  const requests = new Counter({
    name: "mcp_backend_requests_total",
    help: "Reads of upstreams by backend and how they ended, answers from the cache included",
    labelNames: ["backend", "status"],
    registers,
  });
  const cache = new Counter({
    name: "mcp_backend_cache_total",
    help: "Reads of upstreams by where the answer came from: hit, shared or miss",
    labelNames: ["backend", "cache"],
    registers,
  });
  const duration = new Histogram({
    name: "mcp_backend_request_duration_seconds",
    help: "Time of the requests that were sent to upstreams",
    labelNames: ["backend"],
    buckets: CALL_BUCKETS_SECONDS,
    registers,
  });
  return ({ backend, status, cache: source, durationSeconds }) => {
    requests.inc({ backend, status });
    cache.inc({ backend, cache: source });
    if (source === "miss") duration.observe({ backend }, durationSeconds);
  };
}

const MEMORY_GAUGES = [
  { name: "process_resident_memory_bytes", help: "Resident memory", key: "rss" },
  { name: "mcp_heap_used_bytes", help: "Used part of the JavaScript heap", key: "heapUsed" },
  { name: "mcp_heap_total_bytes", help: "Size of the JavaScript heap", key: "heapTotal" },
] as const;

// prom-client's own process metrics read /proc, which the sandbox of the binary denies.
function memoryGauges(registry: Registry): void {
  for (const { name, help, key } of MEMORY_GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(Deno.memoryUsage()[key]);
      },
    });
  }
}
