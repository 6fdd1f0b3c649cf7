import { entityOf, entityText } from "../entity.ts";
import type { LimitRange } from "../kube_policy.ts";
import { parseQuantity } from "../quantity.ts";
import { changesOf, changeText } from "./change_evidence.ts";
import { hasRecovered, onsetOf } from "./container_facts.ts";
import { type ContainerGroup, containerGroups, lastEndOf } from "./container_groups.ts";
import { exitText } from "./exit_code.ts";
import { lookAt } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { earliest, momentText, secondsAgo } from "./moment_text.ts";
import { rolloutOf } from "./rollout.ts";
import type { Situation } from "./situation.ts";

const RECENT_SECONDS = 86_400;

/** Class 25: limits that no template asked for. */
export const LIMIT_DEFAULT_RULES: readonly FindingRule[] = [
  {
    id: "default-limit-too-small",
    class: 25,
    severity: 3,
    title: "Default limit of a LimitRange is too small",
    find: starvedByDefault,
    disconfirmedBy: "All pods are ready and none was killed for hours",
    disconfirm: ({ related: [workload] = [], ...found }, situation) =>
      workload && hasRecovered({ ...found, entity: workload }, situation),
  },
];

function starvedByDefault(situation: Situation): readonly Found[] {
  const ranges = Map.groupBy(
    situation.objects.limitRanges ?? [],
    ({ metadata }) => metadata.namespace ?? "",
  );
  if (ranges.size === 0) return [];
  return containerGroups(situation, (one) => {
    const end = lastEndOf(one);
    return end?.reason === "OOMKilled" &&
      secondsAgo(end.finishedAt, situation.now) < RECENT_SECONDS;
  }).flatMap((group) => {
    const range = (ranges.get(group.workload.namespace) ?? []).find((one) => gives(one, group));
    return range === undefined || asksForLimit(group, situation)
      ? []
      : [starved(group, range, situation)];
  });
}

function gives({ spec }: LimitRange, group: ContainerGroup): boolean {
  const limit = limitOf(group);
  return limit !== undefined &&
    (spec?.limits ?? []).some(({ type, default: given }) =>
      type === "Container" && parseQuantity(given?.["memory"]) === parseQuantity(limit)
    );
}

function limitOf({ cases: [{ spec }] }: ContainerGroup): string | undefined {
  return spec?.resources?.limits?.["memory"];
}

/** Tells whether the newest template names the limit itself; one that is not known may do so. */
function asksForLimit({ workload, container }: ContainerGroup, situation: Situation): boolean {
  const template = rolloutOf(workload, situation)?.newest.spec?.template?.spec ??
    (situation.objects.statefulSets ?? []).find(({ metadata }) =>
      workload.kind === "StatefulSet" && metadata.name === workload.name &&
      metadata.namespace === workload.namespace
    )?.spec?.template?.spec;
  const wanted = template?.containers?.find(({ name }) => name === container);
  return wanted === undefined || wanted.resources?.limits?.["memory"] !== undefined;
}

function starved(group: ContainerGroup, range: LimitRange, situation: Situation): Found {
  const { workload, container, cases: [first] } = group;
  const entity = entityOf("LimitRange", range);
  const end = lastEndOf(first);
  const since = earliest([onsetOf(group), end?.finishedAt]);
  const [change] = changesOf(situation, entity);
  const writtenAt = range.metadata.creationTimestamp;
  const written = change !== undefined
    ? `; ${changeText(change, situation.now)}`
    : writtenAt === undefined
    ? ""
    : `; made ${momentText(writtenAt, situation.now)}`;
  return {
    entity,
    ...(since !== undefined && { since }),
    facts: [
      {
        text: `LimitRange ${entity.name} gives container ${container} of ${entityText(workload)} ` +
          `its default memory limit ${limitOf(group)}: the template sets no memory limit${written}`,
        reproduce: lookAt(entity),
      },
      {
        text: `container ${container} of ${entityText(workload)} OOMKilled at memory limit ` +
          `${limitOf(group)}, ${end === undefined ? "" : exitText(end)}, ${
            situation.cluster.readinessText(workload) ?? "not ready"
          }`,
        reproduce: lookAt(workload),
      },
    ],
    related: [workload],
  };
}
