import { entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import {
  changedSetting,
  hasRecovered,
  imageText,
  imageUnchanged,
  lastRunOf,
  lastWordsOf,
  onsetOf,
  restartsText,
  rolloutFacts,
  standingText,
} from "./container_facts.ts";
import {
  type ContainerCase,
  type ContainerGroup,
  containerGroups,
  lastEndOf,
  newestEndOf,
} from "./container_groups.ts";
import { exitText, isExecFormatError } from "./exit_code.ts";
import { lookAt } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { secondsAgo } from "./moment_text.ts";
import { isKilledByProbe } from "./probe_events.ts";
import type { Situation } from "./situation.ts";
import { eventsByWorkload } from "./workload_events.ts";

const LOOPING_RESTARTS = 3;
const LOOPING_SECONDS = 600;
const REASONS: ReadonlySet<string> = new Set(["BackOff", "Failed", "Killing", "Unhealthy"]);

/** The runtime could not even start the program, by the reasons of its states. */
const CANNOT_START: ReadonlySet<string> = new Set([
  "RunContainerError",
  "CreateContainerError",
  "StartError",
  "ContainerCannotRun",
  "PostStartHookError",
]);

/** Containers that end when they should run. */
export const CRASH_RULES: readonly FindingRule[] = [
  {
    id: "container-crash-looping",
    class: 4,
    severity: 3,
    title: "Container ends again and again",
    find: (situation) => crashes(situation, isCrashing),
    disconfirmedBy: "All pods are ready and none restarted for hours",
    disconfirm: hasRecovered,
  },
  {
    id: "container-cannot-start",
    class: 4,
    severity: 3,
    title: "Container command cannot be started",
    find: (situation) => crashes(situation, cannotStart),
    disconfirmedBy: "All pods are ready and none restarted for hours",
    disconfirm: hasRecovered,
  },
];

function crashes(
  situation: Situation,
  isFaulty: (one: ContainerCase, now: Date) => boolean,
): readonly Found[] {
  const events = eventsByWorkload(situation, REASONS);
  return containerGroups(situation, (one) => isFaulty(one, situation.now)).flatMap((group) => {
    const own = events.get(entityText(group.workload)) ?? [];
    if (isKilledByProbe(group, own) || isExecFormatError(lastWordsOf(group, situation))) return [];
    return [crash(group, situation, own)];
  });
}

function isCrashing(one: ContainerCase, now: Date): boolean {
  const end = lastEndOf(one);
  if (end === undefined || end.reason === "OOMKilled" || cannotStart(one)) return false;
  const { restartCount = 0, state } = one.status;
  if (state?.waiting?.reason === "CrashLoopBackOff") return true;
  if (state?.waiting !== undefined) return false;
  if (one.isInit) return state?.terminated !== undefined && state.terminated.exitCode !== 0;
  return restartCount >= LOOPING_RESTARTS && secondsAgo(end.finishedAt, now) < LOOPING_SECONDS;
}

function cannotStart(one: ContainerCase): boolean {
  const { waiting } = one.status.state ?? {};
  return CANNOT_START.has(waiting?.reason ?? "") ||
    (waiting !== undefined && CANNOT_START.has(lastEndOf(one)?.reason ?? ""));
}

function crash(group: ContainerGroup, situation: Situation, events: readonly EventGroup[]): Found {
  const { workload, cases } = group;
  const [{ status, spec }] = cases;
  const end = newestEndOf(group);
  const since = onsetOf(group, events);
  const words = status.state?.waiting?.reason === "CrashLoopBackOff"
    ? lastWordsOf(group, situation)
    : status.state?.waiting?.message ?? lastWordsOf(group, situation);
  const command = [...spec?.command ?? [], ...spec?.args ?? []].join(" ");
  const changed = changedSetting(group, situation, {
    name: "command",
    read: ({ command = [], args = [] }) => [...command, ...args].join(" ") || undefined,
  });
  return {
    entity: workload,
    ...(since !== undefined && { since }),
    facts: [
      {
        text: `${standingText(group, situation)} ${stateText(status.state?.waiting?.reason)}, ` +
          `${end ? `last ended with ${exitText(end)}, ` : ""}${restartsText(group)}`,
        ...(words && { quote: words }),
        reproduce: lastRunOf(group),
      },
      {
        text: `${imageText(group, situation)}${command && `; command ${command}`}` +
          `${changed === undefined ? "" : `; ${changed}`}`,
        reproduce: lookAt(workload),
      },
      ...rolloutFacts(workload, situation),
    ],
    ruledOut: [
      ...(end ? [`${workload.name}: ${exitText(end)}, not OOMKilled, image was pulled`] : []),
      ...imageUnchanged(workload, situation),
    ],
  };
}

function stateText(waiting: string | undefined): string {
  return waiting === undefined ? "restarts" : `in ${waiting}`;
}
