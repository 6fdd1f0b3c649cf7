import type { Pod } from "../kube_pod.ts";
import { isOver } from "../pod_status.ts";
import type { Situation } from "./situation.ts";

/** The pods that have not ended by the claims that they mount, by `claimKey`. */
export function podsByClaim({ objects }: Situation): ReadonlyMap<string, readonly Pod[]> {
  const users = new Map<string, Pod[]>();
  for (const pod of objects.pods ?? []) {
    if (isOver(pod)) continue;
    for (const claim of claimsOf(pod)) {
      const key = claimKey(pod.metadata.namespace, claim);
      const known = users.get(key);
      if (known === undefined) users.set(key, [pod]);
      else known.push(pod);
    }
  }
  return users;
}

/** The claims that a pod mounts. */
export function claimsOf({ spec }: Pod): readonly string[] {
  return (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim?.claimName ?? []
  );
}

/** What names a claim in the whole cluster. */
export function claimKey(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}

/** Tells whether a pod has not started yet. */
export function isWaiting(pod: Pod): boolean {
  return pod.status?.phase === "Pending";
}
