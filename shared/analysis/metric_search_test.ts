import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { searchMetrics } from "./metric_search.ts";

const HELP: Readonly<Record<string, string>> = {
  kube_pod_restart_policy: "Describes the restart policy of a pod",
  kube_pod_container_status_restarts_total: "The number of container restarts",
  container_cpu_cfs_throttled_periods_total: "",
  node_cpu_seconds_total: "Seconds the CPUs spent in each mode",
  machine_cpu_cores: "",
  http_request_duration_seconds: "How long requests took",
  node_load1: "1m load average, the processor being throttled counts",
};
const families = Object.entries(HELP).map(([name, help]) => ({ name, help, members: [name] }));

function found(text: string, preferred: readonly string[] = []) {
  return searchMetrics(text, families, { preferred: new Set(preferred) }).map(({ name }) => name);
}

const CASES: readonly (readonly [text: string, names: readonly string[]])[] = [
  ["pod restarts", ["kube_pod_container_status_restarts_total", "kube_pod_restart_policy"]],
  ["throttled cpu", ["container_cpu_cfs_throttled_periods_total"]],
  ["throttl", ["container_cpu_cfs_throttled_periods_total"]],
  ["cores of the machine", ["machine_cpu_cores"]],
  ["request latency", ["http_request_duration_seconds"]],
  ["HTTP", ["http_request_duration_seconds"]],
  ["average", ["node_load1"]],
  ["cpu wombat", [
    "machine_cpu_cores",
    "node_cpu_seconds_total",
    "container_cpu_cfs_throttled_periods_total",
  ]],
  ["wombat", []],
  ["of the", []],
];

describe("searchMetrics", () => {
  for (const [text, names] of CASES) {
    it(`finds ${names.join(", ") || "nothing"} for ${text}`, () => {
      assertEquals<readonly string[]>(found(text), names);
    });
  }

  it("puts a preferred metric first where the words stand alike", () => {
    assertEquals(found("cpu", ["node_cpu_seconds_total"])[0], "node_cpu_seconds_total");
  });

  it("does not put a preferred metric before one that fits better", () => {
    const [first] = found("restarts", ["kube_pod_restart_policy"]);
    assertEquals(first, "kube_pod_restart_policy");
    assertEquals(found("load", ["http_request_duration_seconds"]), ["node_load1"]);
  });
});
