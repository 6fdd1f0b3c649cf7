import { entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import {
  changedSetting,
  hasRecovered,
  imageText,
  imageUnchanged,
  onsetOf,
  restartsText,
  rolloutFacts,
  standingText,
} from "./container_facts.ts";
import {
  type ContainerCase,
  type ContainerGroup,
  containerGroups,
  newestEndOf,
} from "./container_groups.ts";
import { exitText } from "./exit_code.ts";
import { lookAt } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { secondsAgo } from "./moment_text.ts";
import { failedProbe, isKilledByProbe, type ProbeKind } from "./probe_events.ts";
import { patienceText, probeOf, probeText, startSeconds, strangePort } from "./probe_text.ts";
import type { Situation } from "./situation.ts";
import { eventsByWorkload } from "./workload_events.ts";

const REASONS: ReadonlySet<string> = new Set(["Unhealthy", "Killing"]);
const STARTUP_GRACE_SECONDS = 120;

/** Checks of the kubelet that fail although the program runs. */
export const PROBE_RULES: readonly FindingRule[] = [
  {
    id: "liveness-probe-kills",
    class: 10,
    severity: 3,
    title: "Kubelet ends the container because its probe fails",
    find: killedByProbe,
    disconfirmedBy:
      "All pods are ready and none restarted for hours; the program ends by an error of its own",
    disconfirm: hasRecovered,
  },
  {
    id: "readiness-probe-fails",
    class: 10,
    severity: 2,
    title: "Container runs but its readiness or startup probe fails",
    find: neverReady,
    disconfirmedBy: "The pods are ready",
    disconfirm: ({ entity }, { cluster }) => {
      const health = cluster.health.get(entityText(entity));
      const isWhole = health !== undefined && health.ready >= health.desired && health.desired > 0;
      return isWhole && health.severity === 0
        ? `${entity.name}: ${health.ready}/${health.desired} ready`
        : undefined;
    },
  },
];

function killedByProbe(situation: Situation): readonly Found[] {
  const events = eventsByWorkload(situation, REASONS);
  const hasEnded = (one: ContainerCase) =>
    (one.status.restartCount ?? 0) > 0 &&
    events.has(entityText(situation.cluster.ownerOf(one.pod)));
  return containerGroups(situation, hasEnded).flatMap((group) => {
    const own = (events.get(entityText(group.workload)) ?? [])
      .filter((event) => ["liveness", "startup"].includes(failedProbe(event) ?? ""));
    const end = newestEndOf(group);
    if (end === undefined || !isKilledByProbe(group, own)) return [];
    const since = onsetOf(group, own);
    const waiting = group.cases[0].status.state?.waiting?.reason;
    const [event] = own.filter(({ reason }) => reason === "Unhealthy");
    const kind = failedProbe(event ?? own[0] as EventGroup) ?? "liveness";
    return [{
      entity: group.workload,
      ...(since !== undefined && { since }),
      facts: [
        {
          text: `${standingText(group, situation)} failed its ${kind} probe and was ended with ` +
            `${exitText(end)}, ${restartsText(group)}${waiting ? `, now ${waiting}` : ""}`,
          quote: (event ?? own[0])?.message ?? "",
          reproduce: eventsOf(group),
        },
        ...probeFacts(group, situation, kind),
        ...rolloutFacts(group.workload, situation),
      ],
      ruledOut: [
        `${group.workload.name}: ${
          exitText(end)
        } by the kubelet, not OOMKilled, no error of its own`,
        ...imageUnchanged(group.workload, situation),
      ],
    }];
  });
}

function neverReady(situation: Situation): readonly Found[] {
  const events = eventsByWorkload(situation, REASONS);
  return containerGroups(situation, (one) => isUnready(one, situation.now)).map((group) => {
    const [{ status, spec }] = group.cases;
    const kind = spec?.startupProbe !== undefined && status.started === false
      ? "startup"
      : "readiness";
    const own = (events.get(entityText(group.workload)) ?? [])
      .filter((event) => failedProbe(event) === kind);
    const since = onsetOf(group, own);
    return {
      entity: group.workload,
      ...(since !== undefined && { since }),
      facts: [
        {
          text: `${standingText(group, situation)} Running but not ready: its ${kind} probe fails`,
          ...(own[0] !== undefined && { quote: own[0].message }),
          reproduce: eventsOf(group),
        },
        ...probeFacts(group, situation, kind),
        ...rolloutFacts(group.workload, situation),
      ],
      ruledOut: [`${group.workload.name}: containers run, not in CrashLoopBackOff`],
    };
  });
}

function isUnready({ status, spec, isInit }: ContainerCase, now: Date): boolean {
  if (isInit || status.ready || spec === undefined) return false;
  if (spec.readinessProbe === undefined && spec.startupProbe === undefined) return false;
  const { running } = status.state ?? {};
  return running !== undefined && secondsAgo(running.startedAt, now) > STARTUP_GRACE_SECONDS;
}

function probeFacts(group: ContainerGroup, situation: Situation, kind: ProbeKind): readonly Fact[] {
  const { spec } = group.cases[0];
  const probe = spec && probeOf(spec, kind);
  if (spec === undefined || probe === undefined) return [];
  const changed = changedSetting(group, situation, {
    name: `${kind} probe`,
    read: (container) => {
      const asked = probeOf(container, kind);
      return asked && probeText(container, asked);
    },
  });
  const strange = strangePort(spec, probe);
  return [{
    text: [
      `${kind} probe of ${group.container}: ${probeText(spec, probe)} (${patienceText(probe)}${
        kind === "startup" ? `: ${startSeconds(probe)}s to start` : ""
      })`,
      ...(strange === undefined ? [] : [strange]),
      ...(changed === undefined ? [] : [changed]),
      imageText(group, situation),
    ].join("; "),
    reproduce: lookAt(group.workload),
  }];
}

function eventsOf({ workload, cases }: ContainerGroup) {
  const object = `Pod/${cases[0].pod.metadata.name}`;
  return { tool: "k8s.events", arguments: { namespace: workload.namespace, object } };
}
