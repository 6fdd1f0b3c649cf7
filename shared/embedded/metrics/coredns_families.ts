import type { World } from "../world/world.ts";
import type { Pod } from "../world/kube_objects.ts";
import { defineFamilies, type FamilyRow, type Subject } from "./family.ts";
import { histogram } from "./histogram.ts";
import type { Cells } from "./process_families.ts";
import { pods } from "./subjects.ts";

function* corednsPods(world: World): Generator<Subject<Pod>> {
  for (const history of pods(world, { namespace: "kube-system" })) {
    if (history.latest.metadata.labels?.app !== "coredns") continue;
    const labels = { job: "coredns", namespace: "kube-system", pod: history.latest.metadata.name };
    yield {
      entity: history.latest,
      labels,
      seed: world.seed,
      fromMs: history.createdMs,
      untilMs: history.deletedMs,
    };
  }
}

const DNS_RCODES = { NOERROR: 62, NXDOMAIN: 21, SERVFAIL: 0.01 } as const;

function dnsCounter(help: string, cells: Cells): FamilyRow<Pod> {
  return {
    type: "counter",
    help,
    rows: (_, { sinceMs }) =>
      cells.map(([labels, perSecond]) =>
        [labels, { perSecond, sinceMs, whole: true, daily: true }] as const
      ),
  };
}

const DNS_RATE = 83.01;

/** What CoreDNS exports. */
export const COREDNS_FAMILIES = defineFamilies<Pod>(corednsPods, {
  coredns_dns_requests_total: dnsCounter("Queries.", [
    [{ server: "dns://:53", zone: ".", proto: "udp", type: "A" }, DNS_RATE / 2],
    [{ server: "dns://:53", zone: ".", proto: "udp", type: "AAAA" }, DNS_RATE / 2],
  ]),
  coredns_dns_responses_total: dnsCounter(
    "Answers by code.",
    Object.entries(DNS_RCODES).map((
      [rcode, rate],
    ) => [{ server: "dns://:53", zone: ".", rcode }, rate]),
  ),
  ...histogram<Pod>(
    "coredns_dns_request_duration_seconds",
    "Time to answer.",
    (
      _,
      { sinceMs },
    ) => [{
      labels: { server: "dns://:53", zone: "." },
      count: { perSecond: DNS_RATE, sinceMs, daily: true },
      medianSeconds: 0.0004,
    }],
    [
      0.00025,
      0.0005,
      0.001,
      0.002,
      0.004,
      0.008,
      0.016,
      0.032,
      0.064,
      0.128,
      0.256,
      0.512,
      1.024,
      2.048,
      4.096,
      8.192,
    ],
  ),
  coredns_cache_hits_total: dnsCounter("Answers from the cache.", [[{ type: "success" }, 55], [{
    type: "denial",
  }, 18]]),
  coredns_cache_misses_total: dnsCounter("Answers not in the cache.", [[{}, 10]]),
  coredns_forward_healthcheck_failures_total: dnsCounter("Failed checks of upstreams.", [[{
    to: "10.0.255.2:53",
  }, 0]]),
  coredns_panics_total: dnsCounter("Panics.", [[{}, 0]]),
});
