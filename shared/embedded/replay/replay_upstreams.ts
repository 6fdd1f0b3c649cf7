import type { Incident } from "../../catalogue/incident.ts";
import { fetchFrom } from "../in_process_fetch.ts";
import { type InProcessUpstreams, upstreamsOf } from "../in_process_upstreams.ts";
import type { CapturedSource } from "./captured_source.ts";
import { replayCluster } from "./replay_cluster.ts";

const SETTING_OF_SOURCE: Readonly<Record<CapturedSource, string>> = {
  kubernetes: "TELEMCP_KUBERNETES",
  prometheus: "TELEMCP_PROMETHEUS_URL",
  loki: "TELEMCP_LOKI_URL",
  alertmanager: "TELEMCP_ALERTMANAGER_URL",
  "node facts": "TELEMCP_NODE_FACTS_URL",
};

/** Puts a recorded incident behind a runtime; a backend that was not configured then is not configured now. */
export function replayUpstreams(incident: Incident): InProcessUpstreams {
  const cluster = replayCluster(incident);
  const upstreams = upstreamsOf(cluster.world, fetchFrom(cluster));
  const absent = new Set(
    incident.facts.sources.filter(({ state }) => state === "not configured")
      .map(({ source }) => SETTING_OF_SOURCE[source as CapturedSource]),
  );
  const settings = Object.entries(upstreams.settings)
    .map(([name, value]) => [name, absent.has(name) ? "" : value]);
  const kubernetes = String(!absent.has(SETTING_OF_SOURCE.kubernetes));
  return {
    ...upstreams,
    settings: { ...Object.fromEntries(settings), [SETTING_OF_SOURCE.kubernetes]: kubernetes },
  };
}
