/** A Prometheus and a Loki of their own, empty, on free ports, gone with their data when disposed. */

import { freePort, type RunningServer, startServer } from "../../../tooling/bench_server.ts";
import { fillPlaceholders } from "../../../tooling/lab_configuration.ts";
import { BIN, SOURCE } from "../../../tooling/lab_layout.ts";

export interface RealServer extends AsyncDisposable {
  readonly url: string;
}

const ANY_CORE = "0-1";

/** Samples of any age, in any order. */
const PROMETHEUS_CONFIGURATION = "storage: {tsdb: {out_of_order_time_window: 30d}}";

/** Starts a Prometheus that scrapes nothing and takes remote writes. */
export async function startPrometheus(): Promise<RealServer> {
  const folder = await Deno.makeTempDir({ prefix: "telemcp-prometheus-" });
  await Deno.writeTextFile(`${folder}/prometheus.yaml`, PROMETHEUS_CONFIGURATION);
  const address = `127.0.0.1:${freePort()}`;
  const server = await startServer({
    program: `${BIN}/prometheus`,
    args: [
      `--config.file=${folder}/prometheus.yaml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${address}`,
      "--web.enable-remote-write-receiver",
    ],
    url: `http://${address}`,
    readyUrl: `http://${address}/-/ready`,
  }, ANY_CORE);
  return temporary(server, folder);
}

/** Nothing is flushed while a test runs: older lines are with the ingester too. */
const LOKI_FLAGS = ["-querier.query-ingesters-within=0"];
/** It must not add labels of its own to what it is given. */
const LOKI_LIMITS = ["discover_service_name: []", "discover_log_levels: false"];

/** Starts a Loki configured as the lab's. */
export async function startLoki(): Promise<RealServer> {
  const folder = await Deno.makeTempDir({ prefix: "telemcp-loki-" });
  const [port, grpcPort, gossipPort] = [freePort(), freePort(), freePort()];
  const template = await Deno.readTextFile(`${SOURCE}/configuration/loki.yaml`);
  const configuration = fillPlaceholders(template, {
    run: folder,
    folder: "data",
    authentication: "false",
    port,
    grpc_port: grpcPort,
    gossip_port: gossipPort,
  });
  const limits = ["limits_config:", ...LOKI_LIMITS].join("\n  ");
  await Deno.writeTextFile(
    `${folder}/loki.yaml`,
    configuration.replace("limits_config:", limits),
  );
  const server = await startServer({
    program: `${BIN}/loki`,
    args: [`-config.file=${folder}/loki.yaml`, ...LOKI_FLAGS],
    url: `http://127.0.0.1:${port}`,
    readyUrl: `http://127.0.0.1:${port}/ready`,
  }, ANY_CORE);
  return temporary(server, folder);
}

function temporary(server: RunningServer, folder: string): RealServer {
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
