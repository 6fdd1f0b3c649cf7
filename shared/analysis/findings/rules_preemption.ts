import { type Entity, entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import { schedulingFailureText } from "../scheduling_failure.ts";
import { lookAt } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { amountText, requestOf } from "./free_resources.ts";
import { momentText } from "./moment_text.ts";
import {
  preemptedNodes,
  type Preemptor,
  preemptorOf,
  priorityClassOf,
  priorityText,
} from "./preemptors.ts";
import { differingPods } from "./template_differences.ts";
import type { Situation } from "./situation.ts";
import { unschedulablePods } from "./unschedulable_pods.ts";
import { eventsByWorkload, firstOf, workloadOfEvent } from "./workload_events.ts";
import { counted } from "../../render/counted.ts";

const REASONS: ReadonlySet<string> = new Set(["Preempted"]);

/** Pods that others pushed away, and pods that run otherwise than they were asked to. */
export const PREEMPTION_RULES: readonly FindingRule[] = [
  {
    id: "pods-preempted",
    class: 25,
    severity: 3,
    title: "Pods of higher priority preempted others",
    find: preemptions,
    disconfirmedBy: "The preempted workload has all its pods ready again",
    disconfirm: ({ related = [] }, { cluster }) => {
      const healths = related.flatMap((victim) => cluster.health.get(entityText(victim)) ?? []);
      const isWhole = healths.every(({ ready, desired }) => ready >= desired);
      const [first] = healths;
      return first !== undefined && isWhole
        ? `${first.name}: ${first.ready}/${first.desired} ready again`
        : undefined;
    },
  },
  {
    id: "pod-differs-from-template",
    class: 25,
    severity: 1,
    title: "Pods run with settings that their template does not have",
    find: differences,
    disconfirmedBy: "The template has the same settings",
    disconfirm: () => undefined,
  },
];

function preemptions(situation: Situation): readonly Found[] {
  return [...eventsByWorkload(situation, REASONS).values()].flatMap((events) => {
    const [first] = events;
    if (first === undefined) return [];
    return [preemption(workloadOfEvent(first, situation), events, situation)];
  });
}

function preemption(victim: Entity, events: readonly EventGroup[], situation: Situation): Found {
  const { cluster, now } = situation;
  const since = firstOf(events);
  const preemptor = preemptorOf(victim, events, situation);
  const count = events.reduce((sum, { objects }) => sum + objects, 0);
  const nodes = preemptedNodes(events).join(", ");
  const at = since === undefined ? "" : ` at ${momentText(since, now)}`;
  const victimText = `${counted(count, "pod")} of ${entityText(victim)} ` +
    `(priority ${priorityText(cluster.podsOf(victim)[0], situation)}) Preempted` +
    `${nodes === "" ? "" : ` on ${nodes}`}${at}`;
  return {
    entity: preemptor?.workload ?? victim,
    ...(since !== undefined && { since }),
    facts: [
      {
        text: preemptor === undefined
          ? victimText
          : `${preemptorText(preemptor, situation)}: ${victimText}`,
        quote: events[0]?.message ?? "",
        reproduce: {
          tool: "k8s.events",
          arguments: { namespace: victim.namespace, reason: "Preempted" },
        },
      },
      victimFact(victim, situation),
    ],
    ruledOut: [`${victim.name}: ended by the scheduler, not by its own fault or its node's`],
    related: [
      victim,
      ...(preemptor === undefined ? [] : classesOf(preemptor, situation)),
    ],
  };
}

function preemptorText({ workload, pods }: Preemptor, situation: Situation): string {
  const [pod] = pods;
  const asked = ["cpu", "memory"].flatMap((resource) => {
    const amount = requestOf(pod, resource);
    return amount === 0 ? [] : [`${resource} ${amountText(amount, resource)}`];
  });
  return `${entityText(workload)} (priority ${priorityText(pod, situation)}, ` +
    `${situation.cluster.readinessText(workload) ?? counted(pods.length, "pod")}, ` +
    `each asks ${asked.join(", ")}) took their places`;
}

function classesOf({ pods: [pod] }: Preemptor, situation: Situation): readonly Entity[] {
  const found = priorityClassOf(pod, situation);
  return found === undefined
    ? []
    : [{ kind: "PriorityClass", namespace: "", name: found.metadata.name }];
}

function victimFact(victim: Entity, situation: Situation): Fact {
  const waiting = unschedulablePods(situation)
    .find(({ workload }) => entityText(workload) === entityText(victim));
  const readiness = situation.cluster.readinessText(victim) ?? "state unknown";
  const pending = waiting === undefined ? "" : `, ${counted(waiting.pods.length, "pod")} Pending`;
  return {
    text: `${entityText(victim)}: ${readiness}${pending}`,
    ...(waiting?.failure && { quote: schedulingFailureText(waiting.failure) }),
    reproduce: lookAt(victim),
  };
}

function differences(situation: Situation): readonly Found[] {
  return differingPods(situation).map(({ workload, pods, texts, by }) => ({
    entity: workload,
    facts: [{
      text: `${texts.join("; ")} (${counted(pods, "pod")}` +
        `${by.length === 0 ? "" : `; may come from ${by.map(entityText).join(", ")}`})`,
      reproduce: lookAt(workload),
    }],
    related: by,
  }));
}
