import type { KubeObject } from "./kube_object.ts";
import { ascending } from "./order.ts";

/** What evidence is about; `namespace` is empty for what belongs to the whole cluster. */
export interface Entity {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Names an object. */
export function entityOf(kind: string, { metadata }: KubeObject): Entity {
  return { kind, namespace: metadata.namespace ?? "", name: metadata.name };
}

/** Prints an entity: `Deployment shop/orders`, `Node node-14`. */
export function entityText({ kind, namespace, name }: Entity): string {
  return namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Tells whether two names mean one thing. */
export function isSame(a: Entity, b: Entity): boolean {
  return a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}

/** Orders entities by namespace, name and kind. */
export function byEntity(a: Entity, b: Entity): number {
  return ascending(a.namespace, b.namespace) || ascending(a.name, b.name) ||
    ascending(a.kind, b.kind);
}
