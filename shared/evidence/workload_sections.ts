import { entityText } from "../analysis/entity.ts";
import { spokenWords } from "../analysis/log_structure.ts";
import type { Call, Section } from "../render/answer.ts";
import { ageOf } from "../render/time.ts";
import { eventGroupLine } from "./event_groups.ts";
import { fencedRow } from "./fenced_row.ts";
import { signalSection } from "./signal_section.ts";
import { changeSection, logLine } from "./triage_sections.ts";
import type { WorkloadExplanation } from "./workload_explanation.ts";

type Neighbour = WorkloadExplanation["dependencies"][number];

/** The sections of an explanation: what is wrong first, then how it stands, what was said, what is around it. */
export function workloadSections(
  explanation: WorkloadExplanation,
  rest: Call,
): readonly Section[] {
  const at = new Date(explanation.until);
  return [
    findingSection(explanation, at),
    podSection(explanation),
    revisionSection(explanation, at),
    spokenSection(explanation, at),
    signalSection(explanation, { at, weight: 6 }),
    changeSection(explanation, at),
    neighbourSection("depends on", explanation.dependencies),
    neighbourSection("needed by", explanation.dependents),
  ].flatMap((section) => section === undefined ? [] : { ...section, rest });
}

function findingSection({ findings }: WorkloadExplanation, at: Date): Section | undefined {
  if (findings.length === 0) return undefined;
  return {
    kind: "table",
    title: "findings about it and what it depends on",
    columns: ["what", "since", "evidence"],
    rows: findings.flatMap(({ entity, since, title, facts }) => [
      [entityText(entity), ageOf(since, at), title],
      ...facts.filter(({ quote }) => quote === undefined).slice(0, 3)
        .map(({ text }) => [entityText(entity), "", text]),
    ]),
    weight: 10,
  };
}

function podSection({ pods }: WorkloadExplanation): Section {
  return {
    kind: "table",
    title: "pods",
    columns: ["count", "state", "restarts", "nodes", "for example"],
    rows: pods.map(({ count, state, restarts, nodes, example }) => [
      count,
      state,
      restarts,
      nodes.slice(0, MOST_NODES).join(",") + (nodes.length > MOST_NODES ? ",…" : ""),
      example,
    ]),
    weight: 8,
  };
}

const MOST_NODES = 4;

function revisionSection({ revisions }: WorkloadExplanation, at: Date): Section | undefined {
  if (revisions.length === 0) return undefined;
  return {
    kind: "table",
    title: "revisions",
    columns: ["ReplicaSet", "age", "ready", "images"],
    rows: revisions.map(({ name, createdAt, desired, ready, images }) => [
      name,
      ageOf(createdAt, at),
      `${ready}/${desired}`,
      images,
    ]),
    weight: 6,
  };
}

/** What the findings quote, the log's new lines and the events. */
function spokenSection(explanation: WorkloadExplanation, at: Date): Section | undefined {
  const { findings, logs, events, until } = explanation;
  const lines = [
    ...findings.flatMap(({ entity, facts }) =>
      facts.filter(({ quote }) => quote !== undefined)
        .map(({ text, quote = "" }) => fencedRow([entityText(entity), text, spokenWords(quote)]))
    ),
    ...logs.map((shift) => logLine(shift, at)),
    ...events.map((group) => eventGroupLine(group, { until, withNamespace: false })),
  ];
  if (lines.length === 0) return undefined;
  return {
    kind: "untrusted",
    title: "findings, new log lines, events in their own words",
    source: entityText(explanation.entity),
    lines,
    weight: 10,
  };
}

function neighbourSection(title: string, neighbours: readonly Neighbour[]): Section | undefined {
  if (neighbours.length === 0) return undefined;
  return {
    kind: "table",
    title,
    columns: ["what", "how", "known from", "state"],
    rows: neighbours.map(({ entity, edge, source, state }) => [
      entityText(entity),
      edge,
      source,
      state,
    ]),
    weight: 3,
  };
}
