import { counted } from "../render/counted.ts";
import type { Call, Cell, Section } from "../render/answer.ts";
import { callText } from "../render/call_text.ts";
import { ageOf } from "../render/time.ts";
import { type Entity, entityText } from "../analysis/entity.ts";
import { spokenWords } from "../analysis/log_structure.ts";
import { fencedRow } from "./fenced_row.ts";
import { signalSection } from "./signal_section.ts";
import type { Triage } from "./triage_schema.ts";

type Suspect = Triage["suspects"][number];

/** The sections of a triage, most important first; `rest` shows what does not fit. */
export function triageSections(triage: Triage, rest: Call): readonly Section[] {
  const at = new Date(triage.until);
  const recent = triage.suspects.filter(({ isOld }) => !isOld);
  const old = triage.suspects.filter(({ isOld }) => isOld);
  return [
    findingSection(recent, { at, rest }),
    quoteSection(triage, at),
    changeSection(triage, at),
    signalSection(triage, { at, weight: 8 }),
    ruledOutSection(triage),
    oldSection(old, at),
    alertSection(triage, at),
    reproduceSection(recent),
  ].flatMap((section) => section ?? []);
}

/** Facts of the likeliest cause, and of each of the others. */
const FACTS = { first: 6, others: 3 } as const;

function findingSection(
  suspects: readonly Suspect[],
  { at, rest }: { readonly at: Date; readonly rest: Call },
): Section | undefined {
  if (suspects.length === 0) return undefined;
  return {
    kind: "table",
    title: "findings, likeliest first",
    columns: ["#", "what", "since", "evidence"],
    rows: findingRows(suspects, at),
    rest,
    weight: 12,
  };
}

/** As many are told in full before the others are named. */
const TOLD_FIRST = 3;

/** Rows in an order in which a cut costs evidence of the less likely before it costs a name. */
function findingRows(suspects: readonly Suspect[], at: Date): readonly (readonly Cell[])[] {
  const rows = suspects.map((suspect, index) => suspectRows(suspect, { number: index + 1, at }));
  const others = rows.slice(TOLD_FIRST);
  return [
    ...rows.slice(0, TOLD_FIRST).flat(),
    ...others.flatMap((own) => own.slice(0, 1)),
    ...others.flatMap((own) => own.slice(1)),
  ];
}

function suspectRows(
  suspect: Suspect,
  { number, at }: { readonly number: number; readonly at: Date },
): readonly (readonly Cell[])[] {
  const name = entityText(suspect.entity);
  const because = suspect.explainedBy === undefined
    ? ""
    : `; explained by ${entityText(suspect.explainedBy)}`;
  const suffering = suspect.explains.filter((entity) => entityText(entity) !== name);
  const hurts = suffering.length === 0 ? "" : `; hurts ${namesOf(suffering)}`;
  const own = suspect.facts.filter(({ quote }) => quote === undefined)
    .slice(0, number === 1 ? FACTS.first : FACTS.others);
  return [
    [
      number,
      name,
      ageOf(suspect.since, at),
      `${suspect.title} (class ${suspect.class})${hurts}${because}`,
    ],
    ...own.map(({ text }) => [number, name, "", text]),
    ...suspect.ruledOut.slice(0, 2).map((text) => [number, name, "", `ruled out: ${text}`]),
  ];
}

const MOST_NAMES = 4;

function namesOf(entities: readonly Entity[]): string {
  const names = [...new Set(entities.map(({ name }) => name))];
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return names.slice(0, MOST_NAMES).join(", ") + more;
}

/** What objects, events and logs say in their own words. */
function quoteSection({ suspects, logs }: Triage, at: Date): Section | undefined {
  const spoken = suspects.filter(({ isOld }) => !isOld).map(({ entity, facts }) =>
    facts.flatMap(({ text, quote }) => quote === undefined ? [] : [{ entity, text, quote }])
  );
  const quoted = new Set(spoken.flat().map(({ quote }) => quote));
  const quotes = interleave(spoken)
    .map(({ entity, text, quote }) => fencedRow([entityText(entity), text, spokenWords(quote)]));
  const lines = logs.filter(({ sample }) => !quoted.has(sample)).map((shift) => logLine(shift, at));
  if (quotes.length + lines.length === 0) return undefined;
  return {
    kind: "untrusted",
    title: "in their own words: who · what · since · text",
    source: "objects, events and logs",
    lines: interleave([quotes, lines]),
    weight: 10,
  };
}

/** Prints a log template on one line: who, how new, since when, where, the newest line. */
export function logLine(
  { entity, kind, level, count, expected, since, pods, nodes, sample, previousOf }:
    Triage["logs"][number],
  at: Date,
): string {
  const log = previousOf === undefined ? "log" : "log of the run that ended";
  return fencedRow([
    `${entityText(entity)} ${log}${level === undefined ? "" : ` ${level}`}`,
    kind === "new" ? `new ×${count}` : `${kind} ×${count}, was ${Math.round(expected)}`,
    ageOf(since, at),
    nodes.length === 1 ? `only on ${nodes[0]}` : counted(pods.length, "pod"),
    spokenWords(sample),
  ]);
}

// Each list is ranked for itself, and none may crowd the others out: the first of each, then the second of each.
function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1)))
    .flat();
}

/** Changes, likeliest or newest first as they come. */
export function changeSection(
  { changes }: Pick<Triage, "changes">,
  at: Date,
): Section | undefined {
  if (changes.length === 0) return undefined;
  return {
    kind: "untrusted",
    title: "changes before it, likeliest first: when · what · field · from → to · who",
    source: "changes",
    lines: changes.map((change) =>
      fencedRow([
        ageOf(change.at, at),
        entityText(change.entity),
        change.field,
        `${change.from ?? "?"} → ${change.to ?? "?"}`,
        change.by ?? "",
      ])
    ),
    weight: 8,
  };
}

function ruledOutSection({ ruledOut, ready }: Triage): Section | undefined {
  const facts: [string, Cell][] = [
    ...(ready.length > 0 ? [["sound", ready.join(", ")] as [string, Cell]] : []),
    ...ruledOut.map((text): [string, Cell] => ["ruled out", text]),
  ];
  return facts.length === 0 ? undefined : { kind: "facts", facts, weight: 14 };
}

const MOST_OLD_FACTS = 2;

function oldSection(old: readonly Suspect[], at: Date): Section | undefined {
  if (old.length === 0) return undefined;
  return {
    kind: "table",
    title: "older than the window",
    columns: ["what", "since", "finding"],
    rows: old.flatMap((suspect) => oldRows(suspect, at)),
  };
}

function oldRows({ entity, since, title, facts }: Suspect, at: Date): readonly Cell[][] {
  const [first, ...more] = facts.slice(0, MOST_OLD_FACTS);
  return [
    [
      entityText(entity),
      ageOf(since, at),
      first === undefined ? title : `${title}: ${first.text}`,
    ],
    ...more.map(({ text }) => [entityText(entity), "", text]),
  ];
}

function alertSection({ alerts }: Triage, at: Date): Section | undefined {
  if (alerts.length === 0) return undefined;
  return {
    kind: "table",
    title: "alerts",
    columns: ["alert", "severity", "about", "since", "state"],
    rows: alerts.map((alert) => [
      alert.members > 1 ? `${alert.alertname} ×${alert.members}` : alert.alertname,
      alert.severity,
      [alert.namespace, alert.subject].filter(Boolean).join(" "),
      ageOf(alert.startsAt, at),
      alert.state,
    ]),
    source: "labels of alerts",
  };
}

/** The calls that show the facts again, each once. */
function reproduceSection(suspects: readonly Suspect[]): Section | undefined {
  const rows = suspects.flatMap(({ facts }, index) =>
    facts.flatMap(({ reproduce }) =>
      reproduce === undefined ? [] : [{
        number: index + 1,
        call: callText(reproduce),
      }]
    )
  );
  const distinct = [...new Map(rows.map((row) => [row.call, row])).values()];
  if (distinct.length === 0) return undefined;
  return {
    kind: "table",
    title: "shown again by",
    source: "values of the cluster",
    columns: ["#", "call"],
    rows: distinct.map(({ number, call }) => [number, call]),
    weight: 2,
  };
}
