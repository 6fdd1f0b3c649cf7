import { counted } from "../../render/counted.ts";
import { type Entity, entityOf, entityText } from "../entity.ts";
import type { Service } from "../kube_network.ts";
import { similarNames } from "../similar_names.ts";
import { changesOf, changeText } from "./change_evidence.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import { type FailedCall, failedCalls, isClusterName, serviceName } from "./failed_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { firstOnset, logFact, shiftsMatching } from "./log_evidence.ts";
import { callsSucceed, workloadsBehind } from "./service_evidence.ts";
import type { Situation } from "./situation.ts";
import { callersOf, soundAround, soundDns, soundTexts } from "./soundness.ts";
import { workloadOfEvent } from "./workload_events.ts";

/** Class 2: what callers look for in the wrong place, and ports that two want. */
export const UNREACHABLE_RULES: readonly FindingRule[] = [
  {
    id: "service-missing",
    class: 2,
    severity: 3,
    title: "Callers ask for a Service that does not exist",
    find: missingServices,
    disconfirmedBy: "a Service of that name",
    disconfirm: ({ entity }, { cluster }) =>
      cluster.service(entity.namespace, entity.name) && `${entityText(entity)} exists`,
  },
  {
    id: "service-keeps-traffic-local",
    class: 2,
    severity: 3,
    title: "Service keeps traffic on nodes where it has no pod",
    find: localServices,
    disconfirmedBy: "callers whose calls succeed",
    disconfirm: callsSucceed,
  },
  {
    id: "port-in-use",
    class: 2,
    severity: 3,
    title: "Two want one port",
    find: portConflicts,
    disconfirmedBy: "all pods of the workload ready",
    disconfirm: readyAnyway,
  },
];

function missingServices(situation: Situation): readonly Found[] {
  if (situation.objects.services === undefined) return [];
  const lookedUp = failedCalls(situation).filter(({ kind, host, service }) =>
    kind === "no such host" && service === undefined && isClusterName(host)
  );
  const byName = Map.groupBy(lookedUp, ({ host, shift }) => {
    const { namespace, name } = serviceName(host, shift.entity);
    return entityText({ kind: "Service", namespace, name });
  });
  const deleted = situation.changes.filter(({ kind, entity }) =>
    kind === "deleted" && entity.kind === "Service" &&
    situation.cluster.service(entity.namespace, entity.name) === undefined &&
    (byName.has(entityText(entity)) || callersOf(entity, situation).length > 0)
  ).map(({ entity }) => entity);
  const named = [...byName.values()].flatMap(([first]) =>
    first === undefined ? [] : [{ kind: "Service", ...serviceName(first.host, first.shift.entity) }]
  );
  const entities = new Map([...deleted, ...named].map((entity) => [entityText(entity), entity]));
  return [...entities].map(([key, entity]) => missing(entity, byName.get(key) ?? [], situation));
}

function missing(entity: Entity, failures: readonly FailedCall[], situation: Situation): Found {
  const [change] = changesOf(situation, entity);
  const known = (situation.objects.services ?? [])
    .filter(({ metadata }) => metadata.namespace === entity.namespace)
    .map(({ metadata }) => metadata.name);
  const [nearest] = similarNames(entity.name, known, { count: 1 });
  const workload = situation.cluster.workloadNamed(entity.namespace, entity.name);
  const since = change?.at ?? firstOnset(failures.map(({ shift }) => shift));
  const text = [
    `Service ${entity.name} does not exist in ${entity.namespace}`,
    ...(change === undefined ? [] : [changeText(change, situation.now)]),
    ...(nearest === undefined ? [] : [`there is ${nearest}`]),
  ].join("; ");
  return {
    entity,
    ...(since && { since }),
    facts: [
      objectFact(entity, text),
      ...failures.slice(0, 2).map(({ host, shift }) =>
        logFact(shift, `no such host for ${host}`, situation.now)
      ),
    ],
    ruledOut: [
      ...(workload === undefined ? [] : soundAround(workload, situation)),
      ...soundDns(situation),
    ],
    related: [
      ...(workload === undefined ? [] : [workload]),
      ...failures.map(({ shift }) => shift.entity),
    ],
  };
}

function localServices(situation: Situation): readonly Found[] {
  const { services = [], endpointSlices } = situation.objects;
  if (endpointSlices === undefined) return [];
  return services.filter(({ spec }) => spec?.internalTrafficPolicy === "Local")
    .flatMap((service) => localFault(service, situation) ?? []);
}

function localFault(service: Service, situation: Situation): Found | undefined {
  const { cluster } = situation;
  const entity = entityOf("Service", service);
  const served = new Set(cluster.podsBehind(service).map(({ spec }) => spec?.nodeName));
  const callers = callersOf(entity, situation);
  const lost = callers.flatMap((caller) => cluster.podsOf(caller))
    .filter(({ spec }) => spec?.nodeName !== undefined && !served.has(spec.nodeName));
  if (lost.length === 0) return undefined;
  const nodes = [...new Set(lost.map(({ spec }) => spec?.nodeName ?? ""))].sort();
  const [change] = changesOf(situation, entity);
  const text = `internalTrafficPolicy Local: pods on ${counted(served.size, "node")}, ${
    counted(lost.length, "pod")
  } of ${callers.map(({ name }) => name).join(", ")} on ${nodes.slice(0, 5).join(", ")}${
    nodes.length > 5 ? " …" : ""
  } without a local endpoint`;
  const workloads = workloadsBehind(service, situation);
  return {
    entity,
    ...(change && { since: change.at }),
    facts: [
      objectFact(entity, text),
      ...(change === undefined ? [] : [{ text: changeText(change, situation.now) }]),
    ],
    ruledOut: soundTexts([...workloads, ...callers], situation),
    related: [...workloads, ...callers],
  };
}

const IN_USE =
  /address already in use|EADDRINUSE|port is already allocated|bind: permission denied/i;
const NO_HOST_PORT = /didn't have free ports for the requested pod ports/;

function portConflicts(situation: Situation): readonly Found[] {
  const bound = shiftsMatching(situation, IN_USE).map((shift): Found => ({
    entity: shift.entity,
    since: shift.since,
    facts: [
      logFact(shift, "that its port is taken", situation.now),
      ...samePorts(shift.entity, situation),
    ],
  }));
  const unplaced = situation.events.filter(({ message }) => NO_HOST_PORT.test(message))
    .map((event): Found => {
      const entity = workloadOfEvent(event, situation);
      const text = "needs a hostPort that other pods hold on every node that fits";
      return { entity, since: event.firstAt, facts: [eventFact(entity, text, event.message)] };
    });
  return [...bound, ...unplaced];
}

/** Two containers of one pod share a network: their ports must differ. */
function samePorts(workload: Entity, { cluster }: Situation) {
  const [pod] = cluster.podsOf(workload);
  const ports = (pod?.spec?.containers ?? []).flatMap(({ name, ports = [] }) =>
    ports.map(({ containerPort }) => ({ name, containerPort }))
  );
  return [...Map.groupBy(ports, ({ containerPort }) => containerPort)]
    .filter(([, holders]) => holders.length > 1)
    .map(([port, holders]) =>
      objectFact(
        workload,
        `containers ${holders.map(({ name }) => name).join(" and ")} both listen on ${port}`,
      )
    );
}

function readyAnyway({ entity }: Found, situation: Situation): string | undefined {
  return soundTexts([entity], situation)[0];
}
