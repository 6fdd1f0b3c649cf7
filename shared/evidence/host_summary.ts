import { z } from "zod";
import { isStale } from "../analysis/node_facts_age.ts";
import { hostTroubles } from "../analysis/node_facts_trouble.ts";
import { ascending, descending } from "../analysis/order.ts";
import type { FactName, NodeFacts } from "../catalogue/node_facts.ts";
import type { Cell, Section } from "../render/answer.ts";
import type { Coverage } from "../render/coverage.ts";
import { ageOf } from "../render/time.ts";

/** One host in a line. */
export const hostSummarySchema = z.object({
  node: z.string(),
  /** What is broken, and what will be, each with its figures. */
  broken: z.array(z.string()),
  soon: z.array(z.string()),
  /** Names of its failed systemd units. */
  failedUnits: z.array(z.string()),
  /** Lines in the kernel's log of warnings and errors. */
  kernelLines: z.number(),
  os: z.string().optional(),
  kernel: z.string().optional(),
  bootedAt: z.string().optional(),
  collectedAt: z.string().optional(),
  /** Whether the facts are too old to tell how the host is now. */
  stale: z.boolean(),
});

export type HostSummary = z.output<typeof hostSummarySchema>;

interface SummaryOptions {
  readonly at: Date;
  /** Only troubles of these parts count. @default all */
  readonly facts?: readonly FactName[] | undefined;
}

/** Puts each host in a line: most that is broken first, then most that will be, then by name. */
export function summariseHosts(
  hosts: readonly NodeFacts[],
  options: SummaryOptions,
): HostSummary[] {
  return hosts.map((host) => summarise(host, options)).sort((a, b) =>
    descending(a.broken.length, b.broken.length) || descending(a.soon.length, b.soon.length) ||
    Number(b.stale) - Number(a.stale) || ascending(a.node, b.node)
  );
}

function summarise(
  { node, facts: host }: NodeFacts,
  { at, facts }: SummaryOptions,
): HostSummary {
  const isPicked = (fact: FactName) => facts?.includes(fact) ?? true;
  const troubles = hostTroubles(host, at).filter(({ fact }) => isPicked(fact));
  const units = isPicked("units") ? host.units ?? [] : [];
  return {
    node,
    broken: troubles.filter(({ grade }) => grade === "broken").map(({ text }) => text),
    soon: troubles.filter(({ grade }) => grade === "soon").map(({ text }) => text),
    failedUnits: units.filter(({ state }) => state === "failed").map(({ name }) => name),
    kernelLines: host.kernel_log?.length ?? 0,
    ...(host.os !== undefined && { os: host.os }),
    ...(host.kernel !== undefined && { kernel: host.kernel }),
    ...(host.boot_time !== undefined && { bootedAt: host.boot_time }),
    ...(host.collected_at !== undefined && { collectedAt: host.collected_at }),
    stale: isStale(host.collected_at, at),
  };
}

const NAMED_NODES = 5;

/** Says whether hosts report, and which of them have not for a while. */
export function hostCoverage(hosts: readonly Pick<HostSummary, "node" | "stale">[]): Coverage {
  const source = "node facts";
  if (hosts.length === 0) return { source, state: "empty", detail: "no node reports" };
  const stale = hosts.filter((host) => host.stale).map(({ node }) => node);
  if (stale.length === 0) return { source, state: "ok" };
  const named = stale.slice(0, NAMED_NODES).join(", ");
  const more = stale.length > NAMED_NODES ? ` and ${stale.length - NAMED_NODES} more` : "";
  return {
    source,
    state: "stale",
    detail: `${stale.length} of ${hosts.length} nodes, over 15m old: ${named}${more}`,
  };
}

const COLUMNS = ["node", "trouble", "kernel log lines", "os", "kernel", "up", "collected"];

/** Prints hosts as a table, a line each. */
export function hostTable(
  hosts: readonly HostSummary[],
  { total, at }: { readonly total: number; readonly at: Date },
): Section {
  const rows = hosts.map((host) => row(host, at));
  return { kind: "table", columns: COLUMNS, rows, total, source: "facts of hosts" };
}

function row(host: HostSummary, at: Date): readonly Cell[] {
  return [
    host.node,
    [...host.broken, ...host.soon].join("; "),
    host.kernelLines,
    host.os,
    host.kernel,
    ageOf(host.bootedAt, at),
    `${ageOf(host.collectedAt, at)}${host.stale ? " (stale)" : ""}`,
  ];
}
