/** `lab load`: the shop's objects, its history in metrics and logs, and its faults, ready to be read. */

import { silence, untilFactsShow } from "./lab_facts.ts";
import { stopComponent } from "./lab_components.ts";
import { applyManifests, kubectl, readManifests } from "./lab_kubectl.ts";
import { RUN, SOURCE } from "./lab_layout.ts";
import { up } from "./lab_lifecycle.ts";
import { logLines } from "./lab_log_lines.ts";
import { pushLines } from "./lab_loki_push.ts";
import { containerSeries, nodeSeries } from "./lab_machine_metrics.ts";
import { writePodLogs } from "./lab_pod_logs.ts";
import { remoteWrite } from "./lab_remote_write.ts";
import { DOWN_NODE, RUNNING_PODS } from "./lab_shop.ts";
import { requestSeries } from "./lab_shop_metrics.ts";
import { listOf, nodeManifests, podLogManifest, workloadManifests } from "./lab_shop_objects.ts";
import { runningPods } from "./lab_shop_pods.ts";
import type { ShopPod } from "./lab_shop_pods.ts";
import { forgetShop, readShop, rememberShop } from "./lab_shop_state.ts";
import { until } from "./lab_wait.ts";

const HISTORY_SECONDS = 6 * 3600;
const STEP_SECONDS = 30;
const LOG_LINES = 100_000;
const SEED = 20261101;
const SEPARATOR = "\n---\n";

/**
 * Loads the shop into a lab that is up. Loading again replaces samples, log lines and silences, and
 * brings objects back to what the manifests say.
 */
export async function load(report: (line: string) => void): Promise<void> {
  const start = performance.now();
  const done = (what: string) =>
    report(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  if (await readShop()) await emptyTelemetry();
  await loadCluster();
  done("nodes ready");
  await loadObjects();
  done("objects applied");
  const pods = await untilPodsRun();
  done(`${pods.length} pods running`);
  await kubectl(["label", "node", DOWN_NODE, "type-"]);
  const loadedAtSeconds = Math.floor(Date.now() / 1000 / STEP_SECONDS) * STEP_SECONDS;
  const samples = await writeHistory(pods, loadedAtSeconds);
  done(`${samples} samples written`);
  const containers = await writeLogs(pods, loadedAtSeconds);
  await applyManifests(listOf([podLogManifest(containers)]));
  done(`${LOG_LINES} log lines pushed`);
  await rememberShop({ loadedAtSeconds, pods });
  await silence();
  await untilFactsShow(done);
}

/** Stops what keeps samples, lines and silences, removes them, and starts all again. */
async function emptyTelemetry(): Promise<void> {
  await forgetShop();
  await stopComponent("shop-traffic"); // its program is of the repository, and may have changed
  for (const name of ["prometheus", "alertmanager", "loki", "loki-tenants"] as const) {
    await stopComponent(name, { abruptly: true });
    await Deno.remove(`${RUN}/${name}`, { recursive: true }).catch(() => {});
  }
  await up(() => {});
}

// Nodes that exist are left alone: applying the one that is down would bring it back. Definitions go
// before all else, because objects of a kind that is not established yet are refused.
async function loadCluster(): Promise<void> {
  const existing = (await kubectl(["get", "nodes", "-o", "name"])).split("\n");
  const nodes = nodeManifests().filter(({ metadata }) =>
    !existing.includes(`node/${metadata.name}`)
  );
  const definitions = await Deno.readTextFile(`${SOURCE}/shop-definitions.yaml`);
  await applyManifests([definitions, listOf(nodes)].join(SEPARATOR));
  const ready = nodes.map(({ metadata }) => `node/${metadata.name}`);
  await Promise.all([
    kubectl(["wait", "crd", "--all", "--for=condition=established", "--timeout=30s"]),
    ready.length > 0 && kubectl(["wait", ...ready, "--for=condition=Ready", "--timeout=60s"]),
  ]);
}

async function loadObjects(): Promise<void> {
  const manifests = [await readManifests(`${SOURCE}/shop`), listOf(workloadManifests())];
  await applyManifests(manifests.join(SEPARATOR));
}

async function untilPodsRun(): Promise<ShopPod[]> {
  let pods: ShopPod[] = [];
  const running = await until(async () => {
    pods = await runningPods();
    return pods.length >= RUNNING_PODS;
  }, { timeoutSeconds: 120 });
  if (!running) throw new Error(`Only ${pods.length} of ${RUNNING_PODS} pods run`);
  return pods;
}

async function writeHistory(pods: readonly ShopPod[], loadedAtSeconds: number): Promise<number> {
  const series = [...containerSeries(pods), ...nodeSeries(pods), ...requestSeries(pods)];
  const window = { loadedAtSeconds, from: -HISTORY_SECONDS, until: 0, stepSeconds: STEP_SECONDS };
  return await remoteWrite(series, window);
}

async function writeLogs(pods: readonly ShopPod[], loadedAtSeconds: number): Promise<string[]> {
  const window = { from: -HISTORY_SECONDS, until: 0, count: LOG_LINES, seed: SEED };
  const lines = [...logLines(pods, { ...window, loadedAtSeconds })];
  await pushLines(lines);
  return await writePodLogs(lines);
}
