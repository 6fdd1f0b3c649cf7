/** A scenario whose APIs listen behind the recording proxy, with Grafana before them. */

import { type EmbeddedCluster, embeddedCluster } from "../../embedded/embedded_cluster.ts";
import { listen } from "../../embedded/listen.ts";
import type { World } from "../../embedded/world/world.ts";
import { freePort } from "../bench_server.ts";
import { grafanaStub } from "./grafana_stub.ts";
import { recorded, type Traffic } from "./recording_proxy.ts";

/** Where a server under test finds what it reads. */
export interface Upstreams {
  readonly kubeconfigFile: string;
  readonly prometheusUrl: string;
  readonly lokiUrl: string;
  readonly alertmanagerUrl: string;
  readonly nodeFactsUrl: string;
  readonly grafanaUrl: string;
  /** A folder that is removed at the end. */
  readonly folder: string;
}

export interface FrozenScenario extends AsyncDisposable {
  readonly upstreams: Upstreams;
  beginCall(): number;
  takeTraffic(): Traffic;
}

/** Listens on free ports of loopback until it is disposed of. */
export async function freeze(world: World): Promise<FrozenScenario> {
  const embedded = embeddedCluster(world);
  await warm(embedded);
  const { cluster, beginCall, takeTraffic } = recorded(embedded);
  const { urls, kubeconfig, stop } = await listen(cluster);
  const grafana = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    grafanaStub(cluster),
  );
  const folder = await Deno.makeTempDir({ prefix: "telemcp-eval-" });
  const kubeconfigFile = `${folder}/kubeconfig`;
  await Deno.writeTextFile(kubeconfigFile, kubeconfig, { mode: 0o600 });
  // Nothing listens where a source is away.
  const nowhere = `http://127.0.0.1:${freePort()}`;
  return {
    upstreams: {
      kubeconfigFile,
      prometheusUrl: urls.prometheus ?? nowhere,
      lokiUrl: urls.loki ?? nowhere,
      alertmanagerUrl: urls.alertmanager ?? nowhere,
      nodeFactsUrl: urls.nodeFacts ?? nowhere,
      grafanaUrl: `http://127.0.0.1:${grafana.addr.port}`,
      folder,
    },
    beginCall,
    takeTraffic,
    async [Symbol.asyncDispose]() {
      await Promise.all([stop(), grafana.shutdown()]);
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** What the APIs compute once is computed before a server waits for it. */
async function warm({ apis }: EmbeddedCluster): Promise<void> {
  const series = encodeURIComponent('count by (__name__) ({__name__=~".+"})');
  await apis.prometheus(new Request(`http://prometheus/api/v1/query?query=${series}`));
  await apis.loki(new Request("http://loki/loki/api/v1/series"));
}
