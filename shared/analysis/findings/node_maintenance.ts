import { type Entity, entityOf } from "../entity.ts";
import type { Node } from "../kube_node.ts";
import { changesOf } from "./change_evidence.ts";
import { objectFact } from "./fact_calls.ts";
import type { Fact } from "./finding.ts";
import { momentText } from "./moment_text.ts";
import { nodesOf } from "./node_pods.ts";
import type { Situation } from "./situation.ts";

/** Who took a node out of use: `node-14 SchedulingDisabled since 06:05 by kubectl-drain; alerts silenced`. */
export function plannedFact(entity: Entity, situation: Situation): Fact {
  const [change] = changesOf(situation, entity, /unschedulable|cordon/i);
  const node = nodesOf(situation).find(({ metadata }) => metadata.name === entity.name);
  const writer = node?.metadata.managedFields?.find(({ fieldsV1 }) =>
    JSON.stringify(fieldsV1 ?? {}).includes('"f:unschedulable"')
  );
  const since = change?.at ?? (node && cordonedAt(node, situation));
  const by = change?.by ?? writer?.manager;
  const silenced = situation.alerts.filter(({ state, subject }) =>
    state === "silenced" && subject?.name === entity.name
  ).map(({ alertname }) => alertname);
  return objectFact(
    entity,
    [
      `${entity.name} is cordoned (SchedulingDisabled)`,
      ...(since === undefined ? [] : [`since ${momentText(since, situation.now)}`]),
      ...(by === undefined ? [] : [`by ${by}`]),
    ].join(" ") + (silenced.length === 0 ? "" : `; silenced: ${silenced.join(", ")}`),
    maintenanceNote(node),
  );
}

// Whoever drains a node often says why in an annotation of the node.
function maintenanceNote(node: Node | undefined): string | undefined {
  const notes = Object.entries(node?.metadata.annotations ?? {})
    .filter(([key]) => /maintenance|drain|reboot|reason/i.test(key));
  return notes.length === 0
    ? undefined
    : notes.map(([key, value]) => `${key}: ${value}`).join("; ");
}

/** When a node was taken out of use, where it is known. */
export function cordonedAt(node: Node, situation: Situation): string | undefined {
  const entity = entityOf("Node", node);
  const taints: readonly { readonly key: string; readonly timeAdded?: string }[] =
    node.spec?.taints ?? [];
  return changesOf(situation, entity, /unschedulable|cordon/i)[0]?.at ??
    taints.find(({ key }) => key === "node.kubernetes.io/unschedulable")?.timeAdded;
}
