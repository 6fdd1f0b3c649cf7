import { type Entity, entityText, isSame } from "../entity.ts";
import type { Relations, Suspect } from "./ranking.ts";
import type { Situation } from "./situation.ts";

/** What a question is about; with neither namespace nor entities it is the whole cluster. */
export interface Focus {
  readonly text: string;
  readonly namespace?: string;
  readonly entities?: readonly Entity[];
}

export const EVERYWHERE: Focus = { text: "cluster" };

/** The forms of a scope with a word in front, and how each is understood. */
const FORMS: Readonly<Record<string, (name: string, situation: Situation) => Focus | undefined>> = {
  namespace: namespaceFocus,
  node: nodeFocus,
  alert: alertFocus,
};

/**
 * Understands a scope: `cluster`, `shop`, `shop/checkout`, `Deployment/checkout`, `node/node-14`, `alert/HighErrorRate`;
 * the bare name of a node, workload or alert where it is the only one. `undefined` when nothing is called so.
 */
export function readFocus(scope: string | undefined, situation: Situation): Focus | undefined {
  if (scope === undefined || scope === "cluster" || scope === "") return EVERYWHERE;
  const [first = "", ...rest] = scope.split("/");
  const name = rest.join("/");
  const form = FORMS[first.toLowerCase()];
  if (form !== undefined && name !== "") return form(name, situation);
  return name === ""
    ? namespaceFocus(first, situation) ?? nodeFocus(first, situation) ??
      workloadFocus({ name: first }, situation) ?? alertFocus(first, situation)
    : workloadFocus({ namespace: first, name: rest.at(-1) ?? "" }, situation) ??
      workloadFocus({ kind: first, name }, situation);
}

/** Everything a scope may be called, for the nearest name of one that is misspelt. */
export function scopeNames({ objects, alerts, cluster }: Situation): string[] {
  return [
    ...namespacesOf({ objects, cluster }),
    ...(objects.nodes ?? []).map(({ metadata }) => metadata.name),
    ...[...cluster.health.values()].map(({ namespace, name }) => `${namespace}/${name}`),
    ...alerts.map(({ alertname }) => alertname),
  ];
}

function namespacesOf({ objects, cluster }: Pick<Situation, "objects" | "cluster">): Set<string> {
  return new Set([
    ...(objects.namespaces ?? []).map(({ metadata }) => metadata.name),
    ...[...cluster.health.values()].map(({ namespace }) => namespace),
  ]);
}

function namespaceFocus(name: string, situation: Situation): Focus | undefined {
  if (!namespacesOf(situation).has(name)) return undefined;
  return { text: `namespace ${name}`, namespace: name };
}

function nodeFocus(name: string, { objects }: Situation): Focus | undefined {
  if (!objects.nodes?.some(({ metadata }) => metadata.name === name)) return undefined;
  return focusOn([{ kind: "Node", namespace: "", name }]);
}

function workloadFocus(wanted: Partial<Entity>, { cluster }: Situation): Focus | undefined {
  const found = [...cluster.health.values()].filter(({ kind, namespace, name }) =>
    name === wanted.name && (wanted.namespace ?? namespace) === namespace &&
    (wanted.kind ?? kind).toLowerCase() === kind.toLowerCase()
  );
  return found.length === 0 ? undefined : focusOn(found);
}

function alertFocus(name: string, { alerts }: Situation): Focus | undefined {
  const found = alerts.filter(({ alertname, along }) => alertname === name || along.includes(name));
  if (found.length === 0) return undefined;
  const entities = found.flatMap(({ subject, namespace }) =>
    subject === undefined ? [] : [{ ...subject, namespace }]
  );
  const namespace = found[0]?.namespace;
  if (entities.length > 0) return { text: `alert ${name}`, entities };
  return { text: `alert ${name}`, ...(namespace ? { namespace } : {}) };
}

function focusOn(found: readonly Entity[]): Focus {
  const entities = found.map(({ kind, namespace, name }) => ({ kind, namespace, name }));
  return { text: entities.map(entityText).join(", "), entities };
}

/** Tells whether a suspect matters to a question: it is what was asked about, or one of the two depends on the other. */
export function isInFocus(
  { entity, explains }: Suspect,
  { namespace, entities }: Focus,
  { relations, situation }: { readonly relations: Relations; readonly situation: Situation },
): boolean {
  if (namespace !== undefined) {
    return entity.namespace === namespace ||
      explains.some((symptom) => symptom.entity.namespace === namespace) ||
      entity.kind === "Node" &&
        situation.cluster.podsOnNode(entity.name).some(({ metadata }) =>
          metadata.namespace === namespace
        );
  }
  return entities?.some((asked) =>
    isSame(asked, entity) || relations.hops(asked, entity) !== undefined ||
    relations.hops(entity, asked) !== undefined
  ) ?? true;
}
