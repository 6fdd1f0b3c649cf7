import { type Entity, entityText } from "../entity.ts";
import type { Container, Pod } from "../kube_pod.ts";
import { isOver } from "../pod_status.ts";
import type { Situation } from "./situation.ts";

/** How a pod gets at a Secret: only a mounted one follows its changes. */
export type SecretUse = "env" | "volume" | "subPath";

/** The pods of a workload that use a Secret. */
export interface SecretConsumer {
  readonly workload: Entity;
  readonly pods: readonly [Pod, ...Pod[]];
  readonly use: SecretUse;
}

/** Finds the workloads whose running pods use a Secret. */
export function secretConsumers(
  { namespace, name }: Entity,
  { cluster }: Situation,
): readonly SecretConsumer[] {
  const uses = cluster.podsIn(namespace).flatMap((pod) => {
    const use = isOver(pod) ? undefined : useOf(pod, name);
    return use === undefined ? [] : [{ pod, use }];
  });
  const byOwner = Map.groupBy(uses, ({ pod }) => entityText(cluster.ownerOf(pod)));
  return [...byOwner.values()].flatMap(([first, ...others]): SecretConsumer[] =>
    first === undefined ? [] : [{
      workload: cluster.ownerOf(first.pod),
      pods: [first.pod, ...others.map(({ pod }) => pod)],
      use: first.use,
    }]
  );
}

function useOf({ spec }: Pod, secret: string): SecretUse | undefined {
  const containers = [...spec?.initContainers ?? [], ...spec?.containers ?? []];
  if (containers.some((container) => readsIntoEnvironment(container, secret))) return "env";
  const volumes = (spec?.volumes ?? []).filter((volume) => volume.secret?.secretName === secret)
    .map(({ name }) => name);
  const mounts = containers.flatMap(({ volumeMounts = [] }) => volumeMounts)
    .filter(({ name }) => volumes.includes(name));
  if (mounts.length === 0) return undefined;
  return mounts.some(({ subPath }) => subPath !== undefined) ? "subPath" : "volume";
}

function readsIntoEnvironment({ env = [], envFrom = [] }: Container, secret: string): boolean {
  return env.some(({ valueFrom }) => valueFrom?.secretKeyRef?.name === secret) ||
    envFrom.some(({ secretRef }) => secretRef?.name === secret);
}
