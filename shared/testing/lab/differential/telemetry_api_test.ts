// Needs the lab's binaries. What else the two APIs answer, beside the values of queries.
import { assertEquals } from "@std/assert";
import { after, before, describe, it } from "@std/testing/bdd";
import { type ApiRequest, apiShape, asSets } from "./api_shape.ts";
import { type Pair, type RealWorld, startRealWorld } from "./real_world.ts";

type Row = readonly [path: string, ...parameters: (readonly [string, string])[]];

const PROMETHEUS: readonly Row[] = [
  ["/api/v1/labels"],
  ["/api/v1/labels", ["match[]", "kube_pod_info"]],
  ["/api/v1/label/__name__/values"],
  ["/api/v1/label/namespace/values"],
  ["/api/v1/label/pod/values", ["match[]", 'up{job="kubelet"}'], ["match[]", "kube_pod_info"]],
  ["/api/v1/label/nothing/values"],
  ["/api/v1/series", ["match[]", 'http_requests_total{service="cart"}']],
  ["/api/v1/series", ["match[]", '{__name__=~"kube_node_.*",node="node-01"}']],
  ["/api/v1/series", ["match[]", "up"], ["match[]", 'up{job="kubelet"}']],
  ["/api/v1/series", ["match[]", "no_such_metric"]],
  ["/api/v1/series"],
  ["/api/v1/series", ["match[]", "sum(up)"]],
  ["/api/v1/series", ["match[]", "{}"]],
  ["/api/v1/query", ["query", "up{"]],
  ["/api/v1/query", ["query", "no_such_function(up)"]],
  ["/api/v1/query", ["query", "rate(up)"]],
  ["/api/v1/query", ["query", "up"], ["time", "yesterday"]],
  ["/api/v1/query"],
  ["/api/v1/query", ["query", "up * on (job) up"]],
  ["/api/v1/query_range", ["query", "up"]],
  ["/api/v1/query_range", ["query", "up"], ["start", "100"], ["end", "50"], ["step", "10"]],
  ["/api/v1/query_range", ["query", "up"], ["start", "50"], ["end", "100"], ["step", "0"]],
  ["/api/v1/query_range", ["query", "up"], ["start", "0"], ["end", "100000"], ["step", "1"]],
  ["/api/v1/query_range", ["query", "up[5m]"], ["start", "50"], ["end", "100"], ["step", "10"]],
  ["/api/v1/no_such_endpoint"],
];

const LOKI: readonly Row[] = [
  ["/loki/api/v1/labels"],
  ["/loki/api/v1/label/app/values"],
  ["/loki/api/v1/label/app/values", ["query", '{namespace="shop"}']],
  ["/loki/api/v1/label/nothing/values"],
  ["/loki/api/v1/series", ["match[]", '{app="cart"}']],
  ["/loki/api/v1/series", ["match[]", '{app="cart"}'], ["match[]", '{app="web"}']],
  ["/loki/api/v1/series", ["match[]", '{app="nothing"}']],
  ["/loki/api/v1/query", ["query", '{app="cart"}']],
  ["/loki/api/v1/query", ["query", '{app="cart"']],
  ["/loki/api/v1/query", ["query", 'rate({app="cart"})']],
  ["/loki/api/v1/query_range", ["query", '{app=~".*"}']],
  ["/loki/api/v1/query_range", ["query", '{app="cart"} | no_such_stage']],
  ["/loki/api/v1/query_range", ["query", '{app="cart"}'], ["limit", "100000"]],
  ["/loki/api/v1/no_such_endpoint"],
];

describe("the APIs over the same metrics and logs", () => {
  let real: RealWorld;

  before(async () => {
    real = await startRealWorld("service-selector-typo");
  });
  after(() => real[Symbol.asyncDispose]());

  for (const row of PROMETHEUS) {
    it(`answers ${row.join(" ")} as Prometheus does`, () => same(real.prometheus, requestOf(row)));
  }

  for (const row of LOKI) {
    it(`answers ${row.join(" ")} as Loki does`, () => same(real.loki, requestOf(row)));
  }

  /** Everything is asked for the whole history, unless the row says otherwise. */
  function requestOf([path, ...parameters]: Row): ApiRequest {
    const own = new Set(parameters.map(([name]) => name));
    const { startMs, nowMs } = real.world;
    const window = [["start", startMs], ["end", nowMs], ["time", nowMs]] as const;
    const missing = window.filter(([name]) => !own.has(name))
      .map(([name, ms]) => [name, String(ms / 1_000)] as const);
    return { path, parameters: [...parameters, ...missing] };
  }
});

async function same({ url, embedded }: Pair, request: ApiRequest): Promise<void> {
  const [theirs, ours] = await Promise.all([
    apiShape(request, { url, keep: asSets }),
    apiShape(request, { url, keep: asSets, send: embedded }),
  ]);
  assertEquals(ours, theirs);
}
