import type { Container, PodSpec } from "../kube_pod.ts";

/** A ConfigMap that a pod cannot start without, or a key of it. */
export interface ConfigReference {
  readonly name: string;
  readonly key?: string;
  /** Where it is asked for: `env MAXMEMORY of cache`, `volume config`. */
  readonly by: string;
  /** Whether a container reads it once, when it starts. */
  readonly isReadOnce: boolean;
}

/** The ConfigMaps and keys that a pod needs; optional ones are left out. */
export function configReferences(spec: PodSpec): readonly ConfigReference[] {
  const containers = [...spec.initContainers ?? [], ...spec.containers ?? []];
  const volumes = (spec.volumes ?? []).flatMap(({ name, configMap }) =>
    configMap?.name === undefined || configMap.optional
      ? []
      : [{ name: configMap.name, by: `volume ${name}`, isReadOnce: false }]
  );
  return [...containers.flatMap(environmentOf), ...volumes];
}

function environmentOf(container: Container): readonly ConfigReference[] {
  const { name: by, env = [], envFrom = [] } = container;
  const keys = env.flatMap(({ name, valueFrom }) => {
    const reference = valueFrom?.configMapKeyRef;
    if (reference?.name === undefined || reference.optional) return [];
    const { name: configMap, key } = reference;
    return [{ name: configMap, key, by: `env ${name} of ${by}`, isReadOnce: true }];
  });
  const whole = envFrom.flatMap(({ configMapRef }) =>
    configMapRef?.name === undefined || configMapRef.optional
      ? []
      : [{ name: configMapRef.name, by: `envFrom of ${by}`, isReadOnce: true }]
  );
  return [...keys, ...whole];
}
