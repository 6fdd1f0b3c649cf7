import { type Entity, entityText } from "../entity.ts";
import type { ResourceQuota } from "../kube_policy.ts";
import { formatShare, parseQuantity } from "../quantity.ts";
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
import { counted } from "../../render/counted.ts";

const QUOTA = /exceeded quota: ([^,\s]+), requested: (.+?), used:/;
const LIMIT_RANGE = /(?:maximum|minimum) \S+ usage per (?:Container|Pod)|limit to request ratio/i;
const POD_SECURITY = /violates PodSecurity/;
const WEBHOOK = /failed calling webhook|admission webhook "[^"]+" denied/;
const MOST_VICTIMS = 3;

/** Pods that the API server does not let in. */
export const ADMISSION_RULES: readonly FindingRule[] = [
  {
    id: "quota-refuses-pods",
    class: 15,
    severity: 3,
    title: "ResourceQuota is used up and refuses pods",
    find: quotasExceeded,
    disconfirmedBy: "The workloads whose pods were refused have all their pods",
    disconfirm: ({ related = [] }, situation) => {
      const texts = related.map((workload) => hasAllPods(workload, situation));
      return texts.every((text) => text !== undefined) ? texts[0] : undefined;
    },
  },
  {
    id: "limit-range-refuses-pods",
    class: 15,
    severity: 3,
    title: "LimitRange refuses pods",
    find: (situation) => refusedBy(situation, LIMIT_RANGE, limitRangeFacts),
    disconfirmedBy: "The workload has all its pods",
    disconfirm: ({ entity }, situation) => hasAllPods(entity, situation),
  },
  {
    id: "pod-security-refuses-pods",
    class: 15,
    severity: 3,
    title: "Pod Security of the namespace refuses pods",
    find: (situation) => refusedBy(situation, POD_SECURITY, podSecurityFacts),
    disconfirmedBy: "The workload has all its pods",
    disconfirm: ({ entity }, situation) => hasAllPods(entity, situation),
  },
  {
    id: "pods-cannot-be-created",
    class: 15,
    severity: 3,
    title: "API server refuses to create pods",
    find: (situation) => refusedBy(situation, /(?:)/, () => []),
    disconfirmedBy: "The workload has all its pods",
    disconfirm: ({ entity }, situation) => hasAllPods(entity, situation),
  },
];

/** The refusals that a rule of its own explains; the last rule takes what is left. */
const EXPLAINED: readonly RegExp[] = [QUOTA, LIMIT_RANGE, POD_SECURITY, WEBHOOK];

function refusedBy(
  situation: Situation,
  pattern: RegExp,
  more: (refusal: CreationRefusal, situation: Situation) => readonly Fact[],
): readonly Found[] {
  return creationRefusals(situation)
    .filter(({ message }) =>
      pattern.test(message) && EXPLAINED.every((other) => other === pattern || !other.test(message))
    )
    .map((refusal) => ({
      entity: refusal.workload,
      ...(refusal.since !== undefined && { since: refusal.since }),
      facts: [
        {
          text: `${refusedText(refusal, situation)}: its pods are refused by the API server`,
          quote: refusal.message,
          reproduce: lookAt(refusal.workload),
        },
        ...more(refusal, situation),
        ...rolloutFacts(refusal.workload, situation),
      ],
      ruledOut: [
        `${refusal.workload.name}: no pod exists, so neither nodes nor images are at fault`,
      ],
    }));
}

function quotasExceeded(situation: Situation): readonly Found[] {
  const refusals = creationRefusals(situation).flatMap((refusal) => {
    const [, quota, requested] = QUOTA.exec(refusal.message) ?? [];
    if (quota === undefined || requested === undefined) return [];
    return [{ refusal, quota, requested }];
  });
  const groups = Map.groupBy(
    refusals,
    ({ quota, refusal }) => `${refusal.workload.namespace}/${quota}`,
  );
  return [...groups.values()].flatMap(([first, ...others]): Found[] => {
    if (first === undefined) return [];
    const { refusal: { workload: { namespace }, message }, quota: name, requested } = first;
    const entity: Entity = { kind: "ResourceQuota", namespace, name };
    const all = [first, ...others].map(({ refusal }) => refusal);
    const since = earliest(all.map((refusal) => refusal.since));
    const quota = situation.objects.quotas?.find(({ metadata }) =>
      metadata.name === name && metadata.namespace === namespace
    );
    const use = quota === undefined ? [] : useTexts(quota, requested);
    return [{
      entity,
      ...(since !== undefined && { since }),
      facts: [
        {
          text: `exceeded quota: ${name} has ${use.join(", ") || "no room"}; a pod requests ` +
            `${requested}, refused: ${victimsText(all, situation)}`,
          quote: message,
          reproduce: lookAt(entity),
        },
        ...changeFacts(situation, entity),
      ],
      ruledOut: [
        `${all[0]?.workload.name}: refused before scheduling, so nodes and images are not at fault`,
      ],
      related: all.map(({ workload }) => workload),
    }];
  });
}

function useTexts({ status }: ResourceQuota, requested: string): readonly string[] {
  return requested.split(",").flatMap((part) => {
    const [resource = ""] = part.split("=");
    const [used, hard] = [status?.used?.[resource], status?.hard?.[resource]];
    if (used === undefined || hard === undefined) return [];
    const share = formatShare(parseQuantity(used), parseQuantity(hard));
    return [`${resource} used ${used} of hard ${hard}${share === undefined ? "" : ` (${share})`}`];
  });
}

function victimsText(refusals: readonly CreationRefusal[], situation: Situation): string {
  const shown = refusals.slice(0, MOST_VICTIMS).map((one) => refusedText(one, situation));
  const more = refusals.length - shown.length;
  return shown.join("; ") + (more === 0 ? "" : `; ${counted(more, "workload")} more`);
}

function limitRangeFacts({ workload }: CreationRefusal, { objects }: Situation): readonly Fact[] {
  const ranges = (objects.limitRanges ?? [])
    .filter(({ metadata }) => metadata.namespace === workload.namespace);
  return ranges.map(({ metadata: { name }, spec }) => {
    const texts = (spec?.limits ?? []).flatMap(({ type, min, max }) =>
      Object.entries({ min, max }).flatMap(([bound, amounts]) =>
        Object.entries(amounts ?? {}).map(([resource, amount]) =>
          `${bound} ${resource} ${amount} for each ${type}`
        )
      )
    );
    const entity = { kind: "LimitRange", namespace: workload.namespace, name };
    return { text: `${entityText(entity)} allows ${texts.join(", ")}`, reproduce: lookAt(entity) };
  });
}

function podSecurityFacts({ workload }: CreationRefusal, { objects }: Situation): readonly Fact[] {
  const label = "pod-security.kubernetes.io/enforce";
  const { namespace } = workload;
  const level = objects.namespaces?.find(({ metadata }) => metadata.name === namespace)
    ?.metadata.labels?.[label];
  const entity = { kind: "Namespace", namespace: "", name: namespace };
  return level === undefined
    ? []
    : [{ text: `namespace ${namespace} has ${label}=${level}`, reproduce: lookAt(entity) }];
}
