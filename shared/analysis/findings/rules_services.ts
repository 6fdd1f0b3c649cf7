import { type Entity, entityOf, entityText } from "../entity.ts";
import type { Service } from "../kube_network.ts";
import type { Pod } from "../kube_pod.ts";
import { matchesLabels } from "../label_selector.ts";
import { serviceFaults } from "../service_wiring.ts";
import { objectFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { callsSucceed, ServiceEvidence, sinceText, workloadsBehind } from "./service_evidence.ts";
import type { Situation } from "./situation.ts";

/** Class 2: a Service that reaches nothing although its pods are well. */
export const SERVICE_RULES: readonly FindingRule[] = [
  {
    id: "service-selector-matches-no-pods",
    class: 2,
    severity: 3,
    title: "Service selector matches no pods",
    find: emptySelectors,
    disconfirmedBy: "ready endpoints of the Service, which somebody else writes",
    disconfirm: readyAfterAll,
  },
  {
    id: "service-target-port-not-listening",
    class: 2,
    severity: 3,
    title: "Service sends to a port that no container declares",
    find: deadPorts,
    disconfirmedBy: "callers whose calls to the Service succeed",
    disconfirm: callsSucceed,
  },
  {
    id: "service-without-endpoints",
    class: 2,
    severity: 3,
    title: "Service has no endpoints although its pods are ready",
    find: missingEndpoints,
    disconfirmedBy: "ready endpoints of the Service",
    disconfirm: readyAfterAll,
  },
];

function emptySelectors(situation: Situation): readonly Found[] {
  return faultsOf(situation, "selector matches no pods").flatMap(({ fault, service, evidence }) => {
    // A workload whose pods would match has none: the fault is its own.
    if (hasOwner(service, situation)) return [];
    const entity = entityOf("Service", service);
    const workloads = workloadsMeant(entity, fault.nearest, situation);
    const since = evidence.since(entity, /selector/);
    const fact = [
      `selector ${fault.selector} matches no pods: no ready endpoints (0 ready)`,
      sinceText(since, situation),
      fault.nearest === undefined ? "" : `; ${fault.nearest}`,
    ].join("");
    return [{
      entity,
      ...(since && { since }),
      facts: [
        objectFact(entity, fact),
        ...evidence.changes(entity, /selector/),
        ...evidence.complaints(entity, ["connection refused", "timeout", "no such host"]),
        ...evidence.failingCalls(entity),
      ],
      ruledOut: evidence.ruledOut(entity, workloads),
      related: workloads,
      ...(workloads.length === 0 && { severity: 2 as const }),
    }];
  });
}

function missingEndpoints(situation: Situation): readonly Found[] {
  if (situation.objects.endpointSlices === undefined) return [];
  return faultsOf(situation, "no endpoints").map(({ fault, service, evidence }) => {
    const entity = entityOf("Service", service);
    const since = evidence.since(entity);
    const workloads = workloadsBehind(service, situation);
    return {
      entity,
      ...(since && { since }),
      facts: [
        objectFact(
          entity,
          `no endpoints although selector ${fault.selector} matches ${fault.pods} pods, ` +
            `${fault.readyPods} ready: the EndpointSlice is not kept up`,
        ),
        ...evidence.changes(entity),
        ...evidence.complaints(entity, ["connection refused", "timeout", "no such host"]),
      ],
      ruledOut: evidence.ruledOut(entity, workloads),
      related: workloads,
    };
  });
}

function deadPorts(situation: Situation): readonly Found[] {
  const evidence = new ServiceEvidence(situation);
  return (situation.objects.services ?? []).flatMap((service) => {
    const pods = situation.cluster.podsBehind(service);
    const dead = deadPortOf(service, pods);
    if (dead === undefined) return [];
    const entity = entityOf("Service", service);
    const complaints = [
      ...evidence.complaints(entity, ["connection refused", "timeout"]),
      ...evidence.failingCalls(entity),
    ];
    const changes = evidence.changes(entity, /port/i);
    // A port works undeclared, as long as nobody says that it does not; a name never does.
    if (typeof dead.target === "number" && complaints.length + changes.length === 0) return [];
    const since = evidence.since(entity, /port/i);
    const workloads = workloadsBehind(service, situation);
    const text = `port ${dead.port} sends to targetPort ${dead.target}: ${
      typeof dead.target === "number"
        ? `${dead.target} is no container port`
        : "no port has that name"
    }, pods listen on ${dead.declared.join(", ") || "no declared port"}`;
    return [{
      entity,
      ...(since && { since }),
      facts: [objectFact(entity, text), ...changes, ...complaints],
      ruledOut: evidence.ruledOut(entity, workloads),
      related: workloads,
    }];
  });
}

interface DeadPort {
  readonly port: number;
  readonly target: number | string;
  readonly declared: readonly string[];
}

/** The first port of a Service that goes to none of the ports that all its pods declare. */
function deadPortOf({ spec }: Service, pods: readonly Pod[]): DeadPort | undefined {
  const declared = pods.map(portsOf);
  if (pods.length === 0 || declared.some((ports) => ports.length === 0)) return undefined;
  const dead = (spec?.ports ?? []).find(({ port, targetPort = port, protocol = "TCP" }) =>
    !declared.flat().some((one) =>
      (one.protocol ?? "TCP") === protocol &&
      (typeof targetPort === "number" ? one.containerPort === targetPort : one.name === targetPort)
    )
  );
  if (dead === undefined) return undefined;
  const ports = declared.flat().map(({ name, containerPort }) =>
    name === undefined ? `${containerPort}` : `${containerPort} (${name})`
  );
  return {
    port: dead.port,
    target: dead.targetPort ?? dead.port,
    declared: [...new Set(ports)].sort(),
  };
}

function portsOf({ spec }: Pod) {
  return [...spec?.containers ?? [], ...spec?.initContainers ?? []]
    .flatMap(({ ports = [] }) => ports);
}

function faultsOf(situation: Situation, problem: string) {
  const { services, pods, endpointSlices } = situation.objects;
  if (services === undefined || pods === undefined) return [];
  const evidence = new ServiceEvidence(situation);
  return serviceFaults({ services, pods, endpointSlices: endpointSlices ?? [] }).flatMap(
    (fault) => {
      const service = situation.cluster.service(fault.namespace, fault.name);
      return fault.problem !== problem || service === undefined
        ? []
        : [{ fault, service, evidence }];
    },
  );
}

/** Tells whether a workload is there whose pods the Service would select. */
function hasOwner({ metadata, spec }: Service, { objects }: Situation): boolean {
  const { deployments = [], statefulSets = [], daemonSets = [] } = objects;
  return [...deployments, ...statefulSets, ...daemonSets].some((workload) =>
    workload.metadata.namespace === metadata.namespace &&
    matchesLabels(
      { matchLabels: spec?.selector ?? {} },
      workload.spec?.template?.metadata?.labels,
    )
  );
}

/** The workloads that a selector which matches nothing was meant for: by the labels nearest to it, else by name. */
function workloadsMeant(
  { namespace, name }: Entity,
  nearest: string | undefined,
  { cluster }: Situation,
): readonly Entity[] {
  const [selector = ""] = nearest?.split(" ") ?? [];
  const labels = Object.fromEntries(
    selector.split(",").filter(Boolean).map((pair) => pair.split("=") as [string, string]),
  );
  const owners = cluster.podsLabelled(namespace, labels).map((pod) => cluster.ownerOf(pod));
  const named = cluster.workloadNamed(namespace, name);
  const all = owners.length > 0 ? owners : named === undefined ? [] : [named];
  return [...new Map(all.map((owner) => [entityText(owner), owner])).values()];
}

function readyAfterAll({ entity }: Found, { cluster }: Situation): string | undefined {
  const ready = cluster.readyEndpoints(entity.namespace, entity.name) ?? 0;
  return ready === 0 ? undefined : `${entityText(entity)} has ${ready} ready endpoints`;
}
