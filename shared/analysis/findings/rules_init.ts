import { entityText, isSame } from "../entity.ts";
import { imageText, rolloutFacts, standingText } from "./container_facts.ts";
import { type ContainerCase, type ContainerGroup, containerGroups } from "./container_groups.ts";
import type { FindingRule, Found } from "./finding.ts";
import { earliest, momentText, secondsAgo } from "./moment_text.ts";
import type { Situation } from "./situation.ts";
import { podStatus } from "../pod_status.ts";
import { commandText } from "./tellable.ts";

const LONG_SECONDS = 300;

/** Init containers that keep their pods from starting. */
export const INIT_RULES: readonly FindingRule[] = [
  {
    id: "init-container-waits",
    class: 18,
    severity: 2,
    title: "Init container never completes",
    find: waitingInits,
    disconfirmedBy: "All pods of the workload are ready",
    disconfirm: ({ entity }, { cluster }) => {
      const health = cluster.health.get(entityText(entity));
      return health !== undefined && health.severity === 0
        ? `${entity.name}: ${health.ready}/${health.desired} ready`
        : undefined;
    },
  },
];

function waitingInits(situation: Situation): readonly Found[] {
  return containerGroups(situation, (one) => isWaiting(one, situation.now)).map((group) => {
    const { workload, container, cases: [{ pod, spec, status }] } = group;
    const since = earliest(group.cases.map((one) => one.status.state?.running?.startedAt));
    const words = wordsOf(group, situation);
    const started = status.state?.running?.startedAt;
    const command = commandText([...spec?.command ?? [], ...spec?.args ?? []]);
    return {
      entity: workload,
      ...(since !== undefined && { since }),
      facts: [
        {
          text: `${standingText(group, situation)} in ${podStatus(pod).status}, running since ` +
            `${started ? momentText(started, situation.now) : "unknown"}` +
            `${command && `: command ${command}`}; ${imageText(group, situation)}`,
          ...(words && { quote: words }),
          reproduce: {
            tool: "tail.pod_logs",
            arguments: { namespace: workload.namespace, pod: pod.metadata.name, container },
          },
        },
        ...rolloutFacts(workload, situation),
      ],
      ruledOut: [
        `${workload.name}: init container ${container} runs without a restart, image was pulled`,
      ],
    };
  });
}

/** The newest line of the pods that wait, of whichever level; waiting is no error to its author. */
function wordsOf({ workload, cases }: ContainerGroup, { logs }: Situation): string | undefined {
  const names = new Set(cases.map(({ pod }) => pod.metadata.name));
  return logs.find(({ entity, kind, pods }) =>
    kind !== "gone" && isSame(entity, workload) && pods.every((pod) => names.has(pod))
  )?.sample;
}

function isWaiting({ isInit, spec, status }: ContainerCase, now: Date): boolean {
  if (!isInit || spec?.restartPolicy === "Always") return false;
  const { running } = status.state ?? {};
  return running !== undefined && secondsAgo(running.startedAt, now) > LONG_SECONDS;
}
