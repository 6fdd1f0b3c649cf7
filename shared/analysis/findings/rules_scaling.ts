import { type Entity, entityOf, entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import type { Service } from "../kube_network.ts";
import type { Replicated } from "../kube_workload.ts";
import { changesOf, changeText } from "./change_evidence.ts";
import { lookAt } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { momentText } from "./moment_text.ts";
import { ServiceEvidence } from "./service_evidence.ts";
import type { Situation } from "./situation.ts";
import { eventsByWorkload } from "./workload_events.ts";

const REASONS: ReadonlySet<string> = new Set(["ScalingReplicaSet", "SuccessfulDelete"]);
const SCALED_DOWN = /from (\d+) to 0$/;
const FAILURES = ["connection refused", "timeout", "no such host"] as const;

/** Workloads of which nothing is wanted although somebody needs them. */
export const SCALING_RULES: readonly FindingRule[] = [
  {
    id: "scaled-to-zero",
    class: 16,
    severity: 3,
    title: "Workload is scaled to 0 although it is called",
    find: scaledToZero,
    disconfirmedBy: "Other pods back its Services",
    disconfirm: ({ related = [] }, { cluster }) => {
      const backed = related.map((service) => ({
        name: service.name,
        ready: cluster.readyEndpoints(service.namespace, service.name) ?? 0,
      }));
      const [first] = backed;
      return first !== undefined && backed.every(({ ready }) => ready > 0)
        ? `Service ${first.name} has ${first.ready} ready endpoints`
        : undefined;
    },
  },
];

function scaledToZero(situation: Situation): readonly Found[] {
  const { deployments = [], statefulSets = [], services = [] } = situation.objects;
  const empty = [
    ...deployments.map((object) => ({ object, entity: entityOf("Deployment", object) })),
    ...statefulSets.map((object) => ({ object, entity: entityOf("StatefulSet", object) })),
  ].filter(({ object }) => object.spec?.replicas === 0);
  if (empty.length === 0) return [];
  const evidence = new ServiceEvidence(situation);
  const events = eventsByWorkload(situation, REASONS);
  const byNamespace = Map.groupBy(services, ({ metadata }) => metadata.namespace ?? "");
  return empty.flatMap(({ object, entity }): Found[] => {
    const backed = (byNamespace.get(entity.namespace) ?? [])
      .filter((service) => backs(object, service)).map((service) => entityOf("Service", service));
    const complaints = backed.flatMap((service) => [
      ...evidence.failingCalls(service),
      ...evidence.complaints(service, FAILURES),
    ]);
    const scaled = scaleDown(entity, { events: events.get(entityText(entity)) ?? [], situation });
    // What nobody calls and nobody scaled lately is meant to rest.
    if (backed.length === 0 || (complaints.length === 0 && scaled === undefined)) return [];
    const names = backed.map(({ name }) => `Service ${name} has no ready endpoints`).join(", ");
    return [{
      entity,
      ...(scaled && { since: scaled.at }),
      facts: [
        {
          text: `0/0 ready, spec.replicas is 0${scaled ? `: ${scaled.text}` : ""}; ${names}`,
          reproduce: lookAt(entity),
        },
        ...complaints.slice(0, 2),
      ] as [Fact, ...Fact[]],
      ruledOut: [
        `${entity.name}: no pod failed; nothing is wanted, so no alert on pods fires`,
        ...backed.flatMap((service) => evidence.ruledOut(service, [])),
      ],
      related: backed,
    }];
  });
}

function backs({ spec }: Replicated, service: Service): boolean {
  const labels = spec?.template?.metadata?.labels ?? {};
  const selector = Object.entries(service.spec?.selector ?? {});
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
}

/** When and by whom a workload was scaled to 0, as far as changes or events still tell. */
function scaleDown(
  entity: Entity,
  { events, situation }: {
    readonly events: readonly EventGroup[];
    readonly situation: Situation;
  },
): { readonly at: string; readonly text: string } | undefined {
  const { now } = situation;
  const change = changesOf(situation, entity, /replicas/i).find(({ to }) => to === "0");
  const event = events.find(({ message }) => SCALED_DOWN.test(message));
  const from = event && SCALED_DOWN.exec(event.message)?.[1];
  if (change !== undefined) {
    const scaled = from === undefined ? "" : `scaled from ${from} to 0, `;
    return { at: change.at, text: `${scaled}${changeText(change, now)}` };
  }
  if (event === undefined) return undefined;
  return {
    at: event.lastAt,
    text: `scaled from ${from} to 0 at ${momentText(event.lastAt, now)}`,
  };
}
