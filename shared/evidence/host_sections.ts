import { signedSeconds } from "../analysis/node_facts_trouble.ts";
import { ascending, descending } from "../analysis/order.ts";
import type { FactName, HostFacts } from "../catalogue/node_facts.ts";
import type { Cell, Section } from "../render/answer.ts";
import { ageOf } from "../render/time.ts";
import { fencedRow } from "./fenced_row.ts";

interface Host {
  readonly node: string;
  readonly facts: HostFacts;
  readonly at: Date;
}

const SOURCE = "facts of the host";

/** How each part of the facts is printed, in order of what an operator looks at first. */
const PARTS: Readonly<Record<FactName, (host: Host) => readonly Section[]>> = {
  units: ({ node, facts: { units = [] }, at }) => {
    const ranked = units.toSorted((a, b) => unrest(b.state) - unrest(a.state));
    return [
      table(
        "systemd units",
        ["unit", "state", "sub", "since", "restarts"],
        ranked.map(({ name, state, sub, since, restarts }) => [
          name,
          state,
          sub,
          ageOf(since, at),
          restarts,
        ]),
      ),
      untrusted("what their journal said last", `journal of ${node}`, ranked.flatMap(lastLines)),
    ];
  },
  kernel_log: ({ node, facts: { kernel_log: lines = [] } }) => [
    untrusted("kernel log, newest first", `kernel log of ${node}`, lines.toReversed()),
  ],
  conntrack: ({ facts: { conntrack } }) => [
    record("conntrack", { entries: conntrack?.entries, max: conntrack?.max }),
  ],
  disks: ({ facts: { disks = [] } }) => [
    table(
      "disks",
      ["mount", "device", "used %", "inodes %"],
      disks.toSorted((a, b) => descending(a.used_percent ?? 0, b.used_percent ?? 0))
        .map(({ mount, device, used_percent, inodes_percent }) => [
          mount,
          device,
          used_percent,
          inodes_percent,
        ]),
    ),
  ],
  time: ({ facts: { time } }) => [
    record("clock", {
      source: time?.source,
      synchronised: time?.synchronised,
      offset: time?.offset_seconds === undefined ? undefined : signedSeconds(time.offset_seconds),
    }),
  ],
  certificates: ({ facts: { certificates = [] }, at }) => [
    table(
      "certificates",
      ["path", "subject", "expires"],
      certificates.toSorted((a, b) => ascending(a.not_after, b.not_after))
        .map(({ path, subject, not_after }) => [path, subject, ageOrAgo(not_after, at)]),
    ),
  ],
  packages: ({ facts: { packages } }) => [
    record("packages", {
      "pending updates": packages?.pending,
      "of them security": packages?.security,
      "reboot required": packages?.reboot_required,
    }),
  ],
  os: ({ facts: { os, kernel, boot_time }, at }) => [
    record("system", { os, kernel, up: boot_time && ageOf(boot_time, at) }),
  ],
  nics: ({ facts: { nics = [] } }) => [
    table(
      "network interfaces",
      ["name", "rx errors", "tx errors", "rx dropped"],
      nics.map(({ name, rx_errors, tx_errors, rx_dropped }) => [
        name,
        rx_errors,
        tx_errors,
        rx_dropped,
      ]),
    ),
  ],
  firewall: ({ facts: { firewall } }) => [
    record("firewall", { tables: listed(firewall?.tables) }),
    table(
      "firewall chains",
      ["chain", "hook", "policy", "rules"],
      (firewall?.chains ?? []).map(({ name, hook, policy, rules }) => [
        name,
        hook,
        policy,
        Array.isArray(rules) ? rules.length : rules,
      ]),
    ),
  ],
  ports: ({ facts: { ports = [] } }) => [
    table(
      "listening",
      ["protocol", "address", "port", "process"],
      ports.map(({ protocol, address, port, process }) => [protocol, address, port, process]),
    ),
  ],
};

/** Prints the facts of one host, all or the parts that were picked; what it does not report is left out. */
export function hostSections(host: Host, picked?: readonly FactName[]): readonly Section[] {
  return Object.entries(PARTS)
    .filter(([name]) => picked?.some((one) => one === name) ?? true)
    .flatMap(([, print]) => print(host))
    .filter((section) => !isEmpty(section));
}

type Unit = NonNullable<HostFacts["units"]>[number];

/** The last lines of a unit's journal, with its name. */
function lastLines({ name, last_log: log = [] }: Unit): readonly string[] {
  return [log].flat().map((line) => fencedRow([name, line]));
}

/** Failed before restarting before stopped before active. */
export function unrest(state: string): number {
  return ["active", "inactive", "activating", "failed"].indexOf(state);
}

function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Section {
  return { kind: "table", title, columns, rows, source: SOURCE };
}

function record(title: string, values: Readonly<Record<string, Cell>>): Section {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return { kind: "facts", title, facts: known, source: SOURCE };
}

function untrusted(title: string, source: string, lines: readonly string[]): Section {
  return { kind: "untrusted", title, source, lines };
}

function isEmpty(section: Section): boolean {
  switch (section.kind) {
    case "table":
      return section.rows.length === 0;
    case "facts":
      return section.facts.length === 0;
    case "untrusted":
      return section.lines.length === 0;
    case "query":
      return false;
  }
}

function ageOrAgo(time: string, at: Date): string {
  const age = ageOf(time, at);
  return age.startsWith("in ") ? age : `${age} ago`;
}

function listed(value: number | readonly string[] | undefined): Cell {
  return typeof value === "object" ? value.join(", ") : value;
}
