import { type Entity, entityText } from "../entity.ts";
import type { Service, ServicePort } from "../kube_network.ts";
import type { Pod } from "../kube_pod.ts";
import { failedCalls } from "./failed_calls.ts";
import type { Situation } from "./situation.ts";
import { dnsWorkloads } from "./soundness.ts";

/** Two workloads of which one calls the other, each by one of its pods. */
export interface CallerPair {
  readonly caller: Entity;
  readonly callee: Entity;
  readonly from: Pod;
  readonly to: Pod;
  readonly ports: readonly { readonly protocol: string; readonly number: number }[];
}

/** Who calls whom: by the metrics of callers, and by their logs where calls fail. */
export function callerPairs(situation: Situation): readonly CallerPair[] {
  const fromMetrics = situation.calls.map(({ from, to }) => ({
    caller: from,
    service: situation.cluster.service(to.namespace, to.name),
    callee: to,
  }));
  const fromLogs = failedCalls(situation).flatMap(({ kind, shift, service }) =>
    service === undefined || kind === "connection refused" ? [] : [{
      caller: shift.entity,
      service,
      callee: {
        kind: "Service",
        namespace: service.metadata.namespace ?? "",
        name: service.metadata.name,
      },
    }]
  );
  const pairs = [...fromMetrics, ...fromLogs].flatMap((call) => pairOf(call, situation) ?? []);
  return [...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()];
}

/** Those whose look-ups fail, and the pods that should have answered them. */
export function dnsPairs(situation: Situation): readonly CallerPair[] {
  const [callee] = dnsWorkloads(situation);
  const to = callee && situation.cluster.podsOf(callee)[0];
  if (callee === undefined || to === undefined) return [];
  const ports = ["UDP", "TCP"].map((protocol) => ({ protocol, number: 53 }));
  const callers = failedCalls(situation)
    .filter(({ kind, shift }) => kind === "no such host" || /lookup|:53\b/.test(shift.sample))
    .map(({ shift }) => shift.entity);
  return [...new Map(callers.map((caller) => [entityText(caller), caller])).values()]
    .flatMap((caller) => {
      const from = podOf(caller, situation);
      return from === undefined ? [] : [{ caller, callee, from, to, ports: ports.slice(0, 1) }];
    });
}

interface Call {
  readonly caller: Entity;
  readonly callee: Entity;
  readonly service: Service | undefined;
}

function pairOf({ caller, callee, service }: Call, situation: Situation): CallerPair | undefined {
  const { cluster } = situation;
  const from = podOf(caller, situation);
  const to = service === undefined ? podOf(callee, situation) : cluster.podsBehind(service)[0];
  if (from === undefined || to === undefined) return undefined;
  return {
    caller: cluster.ownerOf(from),
    callee: cluster.ownerOf(to),
    from,
    to,
    ports: portsOf(service, to),
  };
}

function podOf(workload: Entity, { cluster }: Situation): Pod | undefined {
  const named = cluster.workloadNamed(workload.namespace, workload.name);
  const owners = [workload, ...(named === undefined ? [] : [named])];
  return owners.flatMap((owner) => cluster.podsOf(owner).slice(0, 1))[0];
}

function portsOf(service: Service | undefined, to: Pod) {
  const ports: readonly ServicePort[] = service?.spec?.ports ?? [];
  const declared = (to.spec?.containers ?? []).flatMap(({ ports = [] }) => ports);
  return ports.flatMap(({ port, targetPort = port, protocol = "TCP" }) => {
    const number = typeof targetPort === "number"
      ? targetPort
      : declared.find(({ name }) => name === targetPort)?.containerPort;
    return number === undefined ? [] : [{ protocol, number }];
  });
}

function keyOf({ caller, callee }: CallerPair): string {
  return `${entityText(caller)} ${entityText(callee)}`;
}
