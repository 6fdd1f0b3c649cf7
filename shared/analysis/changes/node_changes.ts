import type { NodeFacts } from "../../catalogue/node_facts.ts";
import type { EventGroup } from "../event_compaction.ts";
import type { Node } from "../kube_node.ts";
import type { Change } from "./change.ts";

/** Starts of hosts and failures of their units, as the hosts report them. */
export function hostChanges(hosts: readonly NodeFacts[]): readonly Change[] {
  return hosts.flatMap(({ node, facts: { boot_time: boot, units = [] } }) => {
    const entity = { kind: "Node", namespace: "", name: node };
    const started: readonly Change[] = boot === undefined ? [] : [{
      at: new Date(boot).toISOString(),
      entity,
      kind: "host",
      field: "boot",
      to: "booted",
      source: "hosts",
    }];
    const failed = units.flatMap(({ name, state, since }): readonly Change[] =>
      since === undefined || state !== "failed" ? [] : [{
        at: new Date(since).toISOString(),
        entity,
        kind: "host",
        field: `unit ${name}`,
        to: state,
        source: "hosts",
      }]
    );
    return [...started, ...failed];
  });
}

/** A cordon is a change of its own. */
const CORDON_TAINT = "node.kubernetes.io/unschedulable";

/** Taints that say when they were added. */
export function taintChanges(nodes: readonly Node[]): readonly Change[] {
  return nodes.flatMap(({ metadata, spec }) =>
    (spec?.taints ?? []).flatMap(({ key, value, effect, timeAdded }): readonly Change[] =>
      timeAdded === undefined || key === CORDON_TAINT ? [] : [{
        at: timeAdded,
        entity: { kind: "Node", namespace: "", name: metadata.name },
        kind: "node",
        field: `taint ${key}`,
        to: value === undefined || value === "" ? effect : `${value}:${effect}`,
        source: "managed fields",
      }]
    )
  );
}

/** Restarts of nodes that kubelets report. */
export function rebootChanges(events: readonly EventGroup[]): readonly Change[] {
  return events.filter(({ reason, lastObject }) =>
    reason === "Rebooted" && lastObject.kind === "Node"
  )
    .map(({ lastAt, lastObject }): Change => ({
      at: lastAt,
      entity: { ...lastObject, namespace: "" },
      kind: "node",
      field: "boot",
      to: "booted",
      source: "events",
    }));
}
