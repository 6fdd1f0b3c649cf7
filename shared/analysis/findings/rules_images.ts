import { conditionOf } from "../condition.ts";
import { entityText } from "../entity.ts";
import {
  imageText,
  lastRunOf,
  lastWordsOf,
  onsetOf,
  rolloutFacts,
  standingText,
} from "./container_facts.ts";
import {
  type ContainerCase,
  type ContainerGroup,
  containerGroups,
  containersOf,
  groupContainers,
  lastEndOf,
  newestEndOf,
} from "./container_groups.ts";
import { exitText, isExecFormatError } from "./exit_code.ts";
import { lookAt } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { innermostCause } from "./innermost_cause.ts";
import { pullSecretFacts } from "./pull_secrets.ts";
import { registryAnswer } from "./registry_answer.ts";
import type { Situation } from "./situation.ts";
import { eventsByWorkload } from "./workload_events.ts";
import { counted } from "../../render/counted.ts";

const WAITING: ReadonlySet<string> = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "ErrImageNeverPull",
  "InvalidImageName",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);
const PULL_REASONS: ReadonlySet<string> = new Set(["Failed", "BackOff", "InspectFailed"]);
const PULL_MESSAGE = /image|pull/i;

/** Images that cannot be fetched, or not run on the nodes. */
export const IMAGE_RULES: readonly FindingRule[] = [
  {
    id: "image-pull-failed",
    class: 9,
    severity: 3,
    title: "Image cannot be pulled",
    find: unpulled,
    disconfirmedBy: "The kubelet has pulled the image since",
    disconfirm: pulledSince,
  },
  {
    id: "image-wrong-architecture",
    class: 9,
    severity: 3,
    title: "Image is built for another CPU architecture",
    find: wrongArchitecture,
    disconfirmedBy: "A pod of the workload with the same image has become ready",
    disconfirm: runsElsewhere,
  },
];

function unpulled(situation: Situation): readonly Found[] {
  const events = eventsByWorkload(situation, PULL_REASONS);
  return containerGroups(
    situation,
    ({ status }) => WAITING.has(status.state?.waiting?.reason ?? ""),
  )
    .map((group) => {
      const own = (events.get(entityText(group.workload)) ?? [])
        .filter(({ message }) => PULL_MESSAGE.test(message));
      const words = [...own.map(({ message }) => message), ...waitingMessages(group)];
      const quote = words.find((text) => registryAnswer(text) !== undefined) ?? words.at(-1);
      const since = onsetOf(group, own);
      const answer = words.flatMap((text) => registryAnswer(text) ?? [])[0];
      return {
        entity: group.workload,
        ...(since !== undefined && { since }),
        facts: [
          {
            text: `${standingText(group, situation)} in ${waitingText(group)}: ` +
              `${imageOf(group)} ${answer ?? "could not be pulled"}`,
            ...(quote !== undefined && { quote: innermostCause(quote) }),
            reproduce: lookAt(group.workload),
          },
          ...(answer?.includes("credentials") ? pullSecretFacts(group, situation) : []),
          ...rolloutFacts(group.workload, situation),
        ],
        ruledOut: otherPods(group, situation),
      };
    });
}

function waitingText({ cases }: ContainerGroup): string {
  return [...new Set(cases.map(({ status }) => status.state?.waiting?.reason))].join(", ");
}

function waitingMessages({ cases }: ContainerGroup): readonly string[] {
  return cases.flatMap(({ status }) => status.state?.waiting?.message ?? []);
}

function imageOf({ cases: [{ spec, status }] }: ContainerGroup): string {
  return `image ${spec?.image ?? status.image}`;
}

function otherPods({ workload, cases }: ContainerGroup, { cluster }: Situation): readonly string[] {
  const faulty = new Set(cases.map(({ pod }) => pod));
  const ready = cluster.podsOf(workload)
    .filter((pod) => !faulty.has(pod) && conditionOf(pod, "Ready")?.status === "True").length;
  return ready === 0 ? [] : [`${workload.name}: ${counted(ready, "other pod")} ready`];
}

function pulledSince({ entity, since }: Found, situation: Situation): string | undefined {
  const pulled = eventsByWorkload(situation, new Set(["Pulled"])).get(entityText(entity)) ?? [];
  const failed = eventsByWorkload(situation, PULL_REASONS).get(entityText(entity)) ?? [];
  const lastFailure = failed.map(({ lastAt }) => lastAt).sort().at(-1) ?? since ?? "";
  const health = situation.cluster.health.get(entityText(entity));
  const isWhole = health !== undefined && health.ready >= health.desired;
  return isWhole && pulled.some(({ lastAt }) => lastAt > lastFailure)
    ? `${entity.name}: the image was pulled later, ${health.ready}/${health.desired} ready`
    : undefined;
}

function wrongArchitecture(situation: Situation): readonly Found[] {
  const speaking = new Set(
    situation.logs.filter(({ sample }) => isExecFormatError(sample))
      .map(({ entity }) => entityText(entity)),
  );
  const cases = (situation.objects.pods ?? []).flatMap(containersOf).filter((one) =>
    isBadEnd(one) &&
    (isExecFormatError(lastEndOf(one)?.message) ||
      speaking.has(entityText(situation.cluster.ownerOf(one.pod))))
  );
  return groupContainers(situation, cases).map((group) => {
    const end = newestEndOf(group);
    const since = onsetOf(group);
    const words = lastWordsOf(group, situation);
    return {
      entity: group.workload,
      ...(since !== undefined && { since }),
      facts: [
        {
          text: `container ${group.container} of ${group.workload.name}: exec format error, ` +
            `${end ? exitText(end) : "no exit code"}, ${imageText(group, situation)} ` +
            `is built for another architecture`,
          ...(words && { quote: words }),
          reproduce: lastRunOf(group),
        },
        ...architectureFacts(group, situation),
      ],
      ruledOut: [`${group.workload.name}: the image was pulled, not OOMKilled`],
    };
  });
}

function isBadEnd(one: ContainerCase): boolean {
  const end = lastEndOf(one);
  return end !== undefined && end.exitCode !== 0;
}

function architectureFacts({ cases }: ContainerGroup, { objects }: Situation) {
  const names = new Set(cases.map(({ pod }) => pod.spec?.nodeName));
  const nodes = (objects.nodes ?? []).filter(({ metadata }) => names.has(metadata.name));
  const counts = Map.groupBy(
    objects.nodes ?? [],
    ({ status }) => status?.nodeInfo?.architecture ?? "unknown",
  );
  if (nodes.length === 0) return [];
  const all = [...counts].map(([architecture, { length }]) => `${length} ${architecture}`);
  const own = nodes.map(({ metadata, status }) =>
    `${metadata.name} ${status?.nodeInfo?.architecture}`
  );
  return [{
    text: `it ran on node ${own.join(", node ")}; all nodes: ${all.join(", ")}`,
    reproduce: { tool: "k8s.get", arguments: { kind: "Node" } },
  }];
}

function runsElsewhere({ entity }: Found, { cluster }: Situation): string | undefined {
  const health = cluster.health.get(entityText(entity));
  if (health === undefined || health.desired === 0 || health.severity > 0) return undefined;
  return health.ready >= health.desired
    ? `${entity.name}: ${health.ready}/${health.desired} ready`
    : undefined;
}
