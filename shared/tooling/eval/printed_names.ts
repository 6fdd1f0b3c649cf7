/** Which objects a server has named, in the order in which it named them. */

import { resourceKey } from "../../embedded/world/resources.ts";
import type { World } from "../../embedded/world/world.ts";

export interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Kinds that somebody who investigates would follow. */
const FOLLOWED = new Set([
  ...["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "Service", "Ingress"],
  ...["ConfigMap", "Node", "NetworkPolicy", "HorizontalPodAutoscaler", "ResourceQuota"],
  ...["PersistentVolumeClaim", "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"],
  "Secret",
]);

/** Every object that can be named at the world's present. */
export function namesOf(world: World): readonly Named[] {
  return world.store.resources.filter(({ kind }) => FOLLOWED.has(kind)).flatMap((resource) =>
    [...world.store.list(resourceKey(resource))].map(({ metadata }) => ({
      kind: resource.kind,
      namespace: metadata.namespace ?? "",
      name: metadata.name,
    }))
  );
}

/** Where a name first stands by itself in a text; -1 where it does not. */
export function placeOf(text: string, name: string): number {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return text.search(new RegExp(`(?<![\\w.-])${escaped}(?![\\w-]|\\.\\w)`, "i"));
}

/** How many of these are named before another one; all that are named at all where it is not. */
export function namedBefore(text: string, names: readonly string[], name: string): number {
  const end = placeOf(text, name);
  return names.filter((other) => {
    const at = placeOf(text, other);
    return at >= 0 && (end < 0 || at < end);
  }).length;
}
