import { conditionOf } from "../condition.ts";
import { type Entity, entityText, isSame } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import type { Pod } from "../kube_pod.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { innermostCause } from "./innermost_cause.ts";
import { earliest } from "./moment_text.ts";
import { soundTexts } from "./soundness.ts";
import type { Situation } from "./situation.ts";
import { counted } from "../../render/counted.ts";

const REASONS: ReadonlySet<string> = new Set(["FailedCreatePodSandBox", "NetworkNotReady"]);

/** What runtimes and network plugins say when a pod gets no sandbox, and what it means. */
const ANSWERS: readonly (readonly [pattern: RegExp, meaning: string])[] = [
  [
    /no IP addresses available|no available IPs?\b|failed to allocate for range|IPAM|ENIs? limit|out of (?:IP )?addresses/i,
    "no IP address is left for pods",
  ],
  [
    /network (?:plugin )?is not ready|cni (?:plugin|config) (?:not |un)initialized/i,
    "the network plugin is not ready",
  ],
  [
    /failed to find plugin|no networks found|calico|cilium|flannel|aws-cni|multus/i,
    "the network plugin fails",
  ],
  [/no runtime for|runtime handler/i, "the RuntimeClass has no handler there"],
  [/no space left/i, "no space is left on the disk"],
  [/pause|pulling image|sandbox image/i, "the sandbox image cannot be pulled"],
];

/** Class 8: nodes on which pods get no network, so that their containers are never made. */
export const POD_SANDBOX_RULES: readonly FindingRule[] = [
  {
    id: "pod-sandbox-not-created",
    class: 8,
    severity: 3,
    title: "Node gives new pods no network, they stay in ContainerCreating",
    find: podsWithoutSandbox,
    disconfirmedBy: "Pods that have an address by now",
    disconfirm: ({ entity, related = [] }, { cluster }) => {
      const pods = related.flatMap((workload) => cluster.podsOf(workload));
      const isSo = pods.some((pod) => isWaiting(pod) && nodeOf(pod) === entity.name);
      return isSo ? undefined : `every pod on ${entity.name} has an address`;
    },
  },
];

interface Refusal {
  readonly event: EventGroup;
  readonly workload: Entity;
  readonly pods: readonly Pod[];
}

function podsWithoutSandbox(situation: Situation): readonly Found[] {
  const refusals = situation.events.filter(({ reason }) => REASONS.has(reason))
    .map((event): Refusal => {
      const workload = { ...event.owner, namespace: event.namespace };
      return { event, workload, pods: situation.cluster.podsOf(workload).filter(isWaiting) };
    });
  const nodes = new Set(refusals.flatMap(({ pods }) => pods.map(nodeOf)));
  return [...nodes].flatMap((node): readonly Found[] => {
    const here = refusals.filter(({ pods }) => pods.some((pod) => nodeOf(pod) === node));
    const [first] = here;
    return first === undefined ? [] : [withoutSandbox(node, [first, ...here.slice(1)], situation)];
  });
}

function withoutSandbox(
  node: string,
  refusals: readonly [Refusal, ...Refusal[]],
  situation: Situation,
): Found {
  const entity: Entity = { kind: "Node", namespace: "", name: node };
  const [{ event }] = refusals;
  const workloads = refusals.map(({ workload }) => workload)
    .filter((one, at, all) => all.findIndex((other) => isSame(one, other)) === at);
  return {
    entity,
    since: earliest(refusals.map(({ event }) => event.firstAt)) ?? event.firstAt,
    facts: [
      {
        ...eventFact(
          entity,
          `${event.reason} on ${node}, at least ${counted(event.count, "time")}: ${
            meaningOf(event.message)
          }`,
          innermostCause(event.message),
        ),
        reproduce: {
          tool: "k8s.events",
          arguments: { namespace: event.namespace, reason: event.reason },
        },
      },
      ...workloads.map((workload) => objectFact(workload, waitText(workload, node, situation))),
    ],
    ruledOut: soundTexts(workloads, situation),
    related: workloads,
  };
}

function waitText(workload: Entity, node: string, { cluster }: Situation): string {
  const waiting = cluster.podsOf(workload).filter((pod) => isWaiting(pod) && nodeOf(pod) === node);
  const names = waiting.map(({ metadata }) => metadata.name).sort();
  return `${entityText(workload)} ${cluster.readinessText(workload) ?? "not ready"}: ` +
    `${counted(waiting.length, "pod")} in ContainerCreating on ${node} (${names[0]})`;
}

function meaningOf(message: string): string {
  return ANSWERS.find(([pattern]) => pattern.test(message))?.[1] ?? "no sandbox could be made";
}

function nodeOf({ spec }: Pod): string {
  return spec?.nodeName ?? "";
}

/** On a node, but without the network that comes before its containers. */
function isWaiting(pod: Pod): boolean {
  const { metadata, spec, status } = pod;
  return spec?.nodeName !== undefined && status?.phase === "Pending" &&
    metadata.deletionTimestamp === undefined && status.podIP === undefined &&
    conditionOf(pod, "PodReadyToStartContainers")?.status !== "True";
}
