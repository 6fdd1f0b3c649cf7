import type { ClusterKind, ClusterObjects } from "../cluster_kinds.ts";
import { entityOf } from "../entity.ts";
import type { KubeObject } from "../kube_object.ts";
import type { Change } from "./change.ts";
import { WRITTEN_KINDS } from "./kind_traits.ts";
import { managerName } from "./manager_name.ts";

/** Objects that came and that are going, by their time stamps; those that a controller made are left out. */
export function objectAgeChanges(objects: Partial<ClusterObjects>): readonly Change[] {
  const kinds = Object.entries(WRITTEN_KINDS) as [ClusterKind, { readonly kind: string }][];
  return kinds.flatMap(([list, { kind }]) =>
    (objects[list] ?? []).filter((object: KubeObject) => !isMadeByController(object))
      .flatMap((object: KubeObject) => [...creation(kind, object), ...deletion(kind, object)])
  );
}

function creation(kind: string, object: KubeObject): readonly Change[] {
  const { creationTimestamp: at, managedFields = [] } = object.metadata;
  if (at === undefined) return [];
  const creator = managedFields.find(({ time, subresource }) =>
    time === at && subresource !== "status"
  )?.manager;
  return [{
    at,
    entity: entityOf(kind, object),
    kind: "created",
    field: "object",
    to: "created",
    ...(creator !== undefined && { by: managerName(creator) }),
    source: "object ages",
  }];
}

function deletion(kind: string, object: KubeObject): readonly Change[] {
  const { deletionTimestamp: at, finalizers = [] } = object.metadata;
  if (at === undefined) return [];
  const waiting = finalizers.length === 0 ? "" : ", waits for finalizers";
  return [{
    at,
    entity: entityOf(kind, object),
    kind: "deleted",
    field: "object",
    to: `being deleted${waiting}`,
    source: "object ages",
  }];
}

/** The certificate that every namespace gets, and volumes that a driver provisions, follow from something else. */
function isMadeByController({ metadata }: KubeObject): boolean {
  const { name, ownerReferences = [], annotations = {} } = metadata;
  return ownerReferences.some(({ controller }) => controller === true) ||
    name === "kube-root-ca.crt" || annotations["pv.kubernetes.io/provisioned-by"] !== undefined;
}
