import type { HostFacts } from "../../catalogue/node_facts.ts";
import type { Entity } from "../entity.ts";
import { hostFact } from "./fact_calls.ts";
import type { Fact } from "./finding.ts";
import { momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

/** What the host of a node says about itself. */
export interface Host {
  readonly node: string;
  readonly facts: HostFacts;
  readonly entity: Entity;
}

/** The hosts that were asked, as nodes. */
export function hostsOf({ hosts }: Situation): readonly Host[] {
  return hosts.map(({ node, facts }) => ({
    node,
    facts,
    entity: { kind: "Node", namespace: "", name: node },
  }));
}

/** The units of a host by those names which do not run, each as a fact. */
export function unitFacts(
  { node, facts }: Host,
  names: RegExp,
  { now }: Situation,
): readonly Fact[] {
  return brokenUnits(facts, names).map(({ name, state, since, last_log: log }) =>
    hostFact(
      node,
      `${node} ${name} ${state}${since === undefined ? "" : ` since ${momentText(since, now)}`}`,
      typeof log === "string" ? log : log?.at(-1),
    )
  );
}

/** The units of a host by those names which do not run. */
export function brokenUnits({ units = [] }: HostFacts, names: RegExp) {
  return units.filter(({ name, state, sub }) =>
    names.test(name) && (state === "failed" || state === "inactive" || sub === "auto-restart")
  );
}

/** The figure of a node that went wrong; `undefined` when it did not. */
export function signalOf(
  { signals }: Situation,
  wanted: { readonly node: string; readonly signal: string },
) {
  return signals.find(({ signal, entity, isBad }) =>
    isBad && signal === wanted.signal && entity.kind === "Node" && entity.name === wanted.node
  );
}
