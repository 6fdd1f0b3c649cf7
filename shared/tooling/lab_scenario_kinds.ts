/** Definitions of the kinds that a scenario uses without defining them. */

import type { WorldObject } from "../embedded/world/kube_objects.ts";
import type { ObjectStore } from "../embedded/world/object_store.ts";
import { BUILT_IN_RESOURCES, type Resource } from "../embedded/world/resources.ts";

const DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

interface Definition {
  readonly object: WorldObject;
  readonly resource: Resource;
}

/** One definition, which takes any content, for each such kind. */
export function impliedDefinitions(store: ObjectStore): readonly Definition[] {
  const defined = new Set(store.list(DEFINITIONS).map(({ metadata }) => metadata.name));
  const resource = BUILT_IN_RESOURCES.find(({ kind }) => kind === "CustomResourceDefinition");
  if (resource === undefined) return [];
  return store.resources
    .filter((own) => !BUILT_IN_RESOURCES.includes(own) && !defined.has(nameOf(own)))
    .map((own) => ({ resource, object: definition(own) }));
}

function nameOf({ resource, group }: Resource): string {
  return `${resource}.${group}`;
}

function definition(own: Resource): WorldObject {
  const { group, version, kind, singular, resource: plural, namespaced } = own;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: nameOf(own),
      // Wanted where the group is one of Kubernetes's own.
      annotations: { "api-approved.kubernetes.io": "unapproved, for a lab" },
    },
    spec: {
      group,
      scope: namespaced ? "Namespaced" : "Cluster",
      names: { kind, singular, plural },
      versions: [{
        name: version,
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      }],
    },
  };
}
