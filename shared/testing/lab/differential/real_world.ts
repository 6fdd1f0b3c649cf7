/** The metrics and logs of one scenario in a real Prometheus and a real Loki, and in the embedded ones. */

import { lokiApi } from "../../../embedded/api/loki_api.ts";
import type { Handler } from "../../../embedded/api/kubernetes_api.ts";
import { prometheusApi } from "../../../embedded/api/prometheus_api.ts";
import { telemetryOf } from "../../../embedded/api/telemetry.ts";
import { readScenario } from "../../../embedded/scenario/load_scenario.ts";
import type { World } from "../../../embedded/world/world.ts";
import { linesOf, pushTo } from "../../../tooling/lab_loki_push.ts";
import { writeSeries } from "../../../tooling/lab_remote_write.ts";
import { shiftTimes } from "../../../tooling/shifted_times.ts";
import { startLoki, startPrometheus } from "./real_servers.ts";
import { wholeDaysToNow } from "./whole_days.ts";

const SCENARIOS = new URL("../../../embedded/scenarios/", import.meta.url);

/** An address of the real one, and the embedded one behind any address. */
export interface Pair {
  readonly url: string;
  readonly embedded: Handler;
}

export interface RealWorld extends AsyncDisposable {
  readonly world: World;
  readonly prometheus: Pair;
  readonly loki: Pair;
}

/** Starts both servers and writes all samples and lines of the scenario, moved to the last day. */
export async function startRealWorld(id: string): Promise<RealWorld> {
  const world = await recentWorld(id);
  const telemetry = telemetryOf(world);
  const { startMs, nowMs } = world;
  const [prometheus, loki] = await Promise.all([startPrometheus(), startLoki()]);
  await writeSeries(telemetry.metrics.select([], startMs, nowMs), prometheus);
  await pushTo(loki.url, linesOf(telemetry.logs.select([], startMs, nowMs)));
  return {
    world,
    prometheus: { url: prometheus.url, embedded: prometheusApi(telemetry) },
    loki: { url: loki.url, embedded: lokiApi(telemetry) },
    async [Symbol.asyncDispose]() {
      await Promise.all([prometheus, loki].map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

async function recentWorld(id: string): Promise<World> {
  const text = await Deno.readTextFile(new URL(`${id}/scenario.yaml`, SCENARIOS));
  const file = `${id}/scenario.yaml`;
  const { nowMs } = readScenario(text, { file }).world;
  return readScenario(shiftTimes(text, wholeDaysToNow(nowMs)), { file }).world;
}
