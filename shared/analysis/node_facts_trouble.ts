import type { FactName, HostFacts } from "../catalogue/node_facts.ts";
import { ageOf } from "../render/time.ts";

/** Something a host says that an operator has to see to. */
export interface HostTrouble {
  /** The part of the facts that says it. */
  readonly fact: FactName;
  /** Hurts now, or will. */
  readonly grade: "broken" | "soon";
  /** With its figures: `/ 91% full`. */
  readonly text: string;
}

type Rule = (facts: HostFacts, at: Date) => readonly HostTrouble[];

// Of conntrack and clock the bounds of node_exporter's own alerts.
const FULL_PERCENT = { soon: 85, broken: 95 };
const CONNTRACK_PERCENT = { soon: 75, broken: 95 };
const CLOCK_OFFSET_SECONDS = 0.05;
const CERTIFICATE_DAYS = 21;
const DAY_MS = 86_400_000;

/** In order of what an operator looks at first. */
const RULES: readonly Rule[] = [units, conntrack, disks, clock, certificates, reboot];

/** Finds the troubles of a host: what is broken first, then what will be. */
export function hostTroubles(facts: HostFacts, at: Date): readonly HostTrouble[] {
  const found = RULES.flatMap((rule) => rule(facts, at));
  const graded = (wanted: HostTrouble["grade"]) => found.filter(({ grade }) => grade === wanted);
  return [...graded("broken"), ...graded("soon")];
}

function units({ units = [] }: HostFacts): readonly HostTrouble[] {
  return units.flatMap(({ name, state, sub, restarts = 0 }): readonly HostTrouble[] => {
    if (state === "failed") {
      return [{ fact: "units", grade: "broken", text: `${name} failed` }];
    }
    return sub === "auto-restart"
      ? [{ fact: "units", grade: "broken", text: `${name} restarts (${restarts})` }]
      : [];
  });
}

function conntrack({ conntrack }: HostFacts): readonly HostTrouble[] {
  if (conntrack === undefined || conntrack.max === 0) return [];
  const { entries, max } = conntrack;
  const percent = 100 * entries / max;
  const text = `conntrack ${Math.round(percent)}% full (${entries}/${max})`;
  return full({ fact: "conntrack", text }, { percent, ...CONNTRACK_PERCENT });
}

function disks({ disks = [] }: HostFacts): readonly HostTrouble[] {
  return disks.flatMap(({ mount, used_percent: used = 0, inodes_percent: inodes = 0 }) => [
    ...full({ fact: "disks", text: `${mount} ${Math.round(used)}% full` }, {
      percent: used,
      ...FULL_PERCENT,
    }),
    ...full({ fact: "disks", text: `${mount} ${Math.round(inodes)}% of inodes used` }, {
      percent: inodes,
      ...FULL_PERCENT,
    }),
  ]);
}

function clock({ time }: HostFacts): readonly HostTrouble[] {
  const offset = time?.offset_seconds ?? 0;
  if (Math.abs(offset) >= CLOCK_OFFSET_SECONDS) {
    return [{ fact: "time", grade: "broken", text: `clock ${signedSeconds(offset)} off` }];
  }
  return time?.synchronised === false
    ? [{ fact: "time", grade: "soon", text: "clock not synchronised" }]
    : [];
}

function certificates({ certificates = [] }: HostFacts, at: Date): readonly HostTrouble[] {
  return certificates.flatMap(({ path, not_after: end }): readonly HostTrouble[] => {
    const days = (Date.parse(end) - at.getTime()) / DAY_MS;
    if (days > CERTIFICATE_DAYS) return [];
    const age = ageOf(end, at);
    return days <= 0
      ? [{ fact: "certificates", grade: "broken", text: `${path} expired ${age} ago` }]
      : [{ fact: "certificates", grade: "soon", text: `${path} expires ${age}` }];
  });
}

function reboot({ packages }: HostFacts): readonly HostTrouble[] {
  return packages?.reboot_required
    ? [{ fact: "packages", grade: "soon", text: "reboot required" }]
    : [];
}

function full(
  trouble: Pick<HostTrouble, "fact" | "text">,
  { percent, soon, broken }: {
    readonly percent: number;
    readonly soon: number;
    readonly broken: number;
  },
): readonly HostTrouble[] {
  if (percent < soon) return [];
  return [{ ...trouble, grade: percent < broken ? "soon" : "broken" }];
}

/** Prints an offset of a clock: `+1.204s`, `-0.052s`. */
export function signedSeconds(seconds: number): string {
  return `${seconds < 0 ? "-" : "+"}${Math.abs(seconds).toFixed(3)}s`;
}
