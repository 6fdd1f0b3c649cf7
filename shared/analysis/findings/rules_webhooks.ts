import { type Entity, entityText } from "../entity.ts";
import type { WebhookConfiguration } from "../kube_policy.ts";
import { changeFacts } from "./change_evidence.ts";
import { rolloutFacts } from "./container_facts.ts";
import {
  type CreationRefusal,
  creationRefusals,
  hasAllPods,
  refusedText,
} from "./creation_refusals.ts";
import { lookAt } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { earliest } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

const UNREACHABLE = /failed calling webhook "([^"]+)"/;
const DENIED = /admission webhook "([^"]+)" denied the request/;
const MOST_VICTIMS = 4;
const TABLES = [
  ["ValidatingWebhookConfiguration", "validatingWebhooks"],
  ["MutatingWebhookConfiguration", "mutatingWebhooks"],
] as const;

type Webhook = NonNullable<WebhookConfiguration["webhooks"]>[number];

/** One webhook with the configuration that it stands in. */
interface Registered {
  readonly entity: Entity;
  readonly webhook: Webhook;
}

/** Admission webhooks that hold up what they should only check. */
export const WEBHOOK_RULES: readonly FindingRule[] = [
  {
    id: "webhook-unreachable",
    class: 15,
    severity: 3,
    title: "Admission webhook cannot be called and refuses everything",
    find: unreachable,
    disconfirmedBy: "Its service has ready endpoints and the refused workloads have all their pods",
    disconfirm: ({ related = [] }, situation) => {
      const texts = related.filter(({ kind }) => kind !== "Service")
        .map((workload) => hasAllPods(workload, situation));
      return texts.length > 0 && texts.every((text) => text !== undefined) ? texts[0] : undefined;
    },
  },
  {
    id: "webhook-denies-pods",
    class: 15,
    severity: 3,
    title: "Admission webhook denies pods",
    find: denials,
    disconfirmedBy: "The workload has all its pods",
    disconfirm: ({ entity }, situation) => hasAllPods(entity, situation),
  },
];

function unreachable(situation: Situation): readonly Found[] {
  const refusals = Map.groupBy(
    creationRefusals(situation).filter(({ message }) => UNREACHABLE.test(message)),
    ({ message }) => UNREACHABLE.exec(message)?.[1] ?? "",
  );
  const known = registeredWebhooks(situation).filter(({ webhook }) =>
    refusals.has(webhook.name) || lacksEndpoints(webhook, situation)
  );
  const names = new Set(known.map(({ webhook }) => webhook.name));
  const unknown = [...refusals].filter(([name]) => !names.has(name))
    .map(([name, [first]]): Registered => ({
      entity: first?.workload ?? { kind: "Pod", namespace: "", name },
      webhook: { name },
    }));
  return [...known, ...unknown]
    .map((one) => uncalled(one, refusals.get(one.webhook.name) ?? [], situation));
}

function uncalled(
  { entity, webhook }: Registered,
  refusals: readonly CreationRefusal[],
  situation: Situation,
): Found {
  const since = earliest(refusals.map((refusal) => refusal.since));
  const { namespace, name } = webhook.clientConfig?.service ?? {};
  const [first] = refusals;
  const backend = backendText(webhook, situation);
  return {
    entity,
    ...(since !== undefined && { since }),
    ...(refusals.length === 0 && { severity: 2 as const }),
    facts: [
      {
        text: `${
          first ? "failed calling" : "nobody can call"
        } webhook ${webhook.name} (failurePolicy ${webhook.failurePolicy ?? "Fail"})${
          backend === undefined ? "" : `: ${backend}`
        }`,
        ...(first && { quote: first.message }),
        reproduce: lookAt(entity),
      },
      ...victimFacts(refusals, situation),
      ...refusals.flatMap(({ workload }) => rolloutFacts(workload, situation)).slice(0, 1),
      ...changeFacts(situation, entity),
    ],
    ruledOut: refusals.slice(0, 1).map(({ workload }) =>
      `${workload.name}: no new pod exists, so neither nodes nor images are at fault`
    ),
    related: [
      ...(namespace === undefined || name === undefined
        ? []
        : [{ kind: "Service", namespace, name }]),
      ...refusals.map(({ workload }) => workload),
    ],
  };
}

function victimFacts(
  refusals: readonly CreationRefusal[],
  situation: Situation,
): readonly Fact[] {
  const [first] = refusals;
  if (first === undefined) return [];
  const texts = refusals.slice(0, MOST_VICTIMS).map((one) => refusedText(one, situation));
  const more = refusals.length > texts.length ? `; ${refusals.length} in all` : "";
  return [{ text: `refused: ${texts.join("; ")}${more}`, reproduce: lookAt(first.workload) }];
}

function backendText({ clientConfig }: Webhook, { cluster }: Situation): string | undefined {
  const { namespace, name } = clientConfig?.service ?? {};
  if (namespace === undefined || name === undefined) return undefined;
  const service = cluster.service(namespace, name);
  if (service === undefined) return `Service ${namespace}/${name} does not exist`;
  const ready = cluster.readyEndpoints(namespace, name);
  const workload = cluster.workloadNamed(namespace, name);
  const readiness = workload && cluster.readinessText(workload);
  return [
    `Service ${namespace}/${name} has ${ready === 0 ? "no" : ready ?? "unknown"} ready endpoints`,
    ...(workload && readiness ? [`${entityText(workload)} ${readiness}`] : []),
  ].join(", ");
}

function lacksEndpoints({ clientConfig, failurePolicy }: Webhook, situation: Situation): boolean {
  const { services } = situation.objects;
  const { namespace, name } = clientConfig?.service ?? {};
  if (failurePolicy === "Ignore" || namespace === undefined || name === undefined) return false;
  if (services === undefined) return false;
  return situation.cluster.readyEndpoints(namespace, name) === 0;
}

function registeredWebhooks({ objects }: Situation): readonly Registered[] {
  return TABLES.flatMap(([kind, table]) =>
    (objects[table] ?? []).flatMap(({ metadata: { name }, webhooks = [] }) =>
      webhooks.map((webhook) => ({ entity: { kind, namespace: "", name }, webhook }))
    )
  );
}

function denials(situation: Situation): readonly Found[] {
  const webhooks = new Map(
    registeredWebhooks(situation).map(({ entity, webhook }) => [webhook.name, entity]),
  );
  return creationRefusals(situation).flatMap((refusal): Found[] => {
    const name = DENIED.exec(refusal.message)?.[1];
    if (name === undefined) return [];
    const configuration = webhooks.get(name);
    return [{
      entity: refusal.workload,
      ...(refusal.since !== undefined && { since: refusal.since }),
      facts: [
        {
          text: `${refusedText(refusal, situation)}: admission webhook ${name}` +
            `${configuration ? ` of ${entityText(configuration)}` : ""} denies its pods`,
          quote: refusal.message,
          reproduce: lookAt(refusal.workload),
        },
        ...rolloutFacts(refusal.workload, situation),
      ],
      ruledOut: [`${refusal.workload.name}: the webhook answers; it denies these pods`],
      ...(configuration && { related: [configuration] }),
    }];
  });
}
