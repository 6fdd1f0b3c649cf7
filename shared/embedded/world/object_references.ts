import type { EndpointSlice, KubeEvent, WorldObject } from "./kube_objects.ts";

/** A reference by name, whose uid is filled in. */
export interface Reference {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
  uid?: string;
}

/** The references an object holds, with the namespace each is looked up in. */
export function referencesOf({ metadata, ...object }: WorldObject): readonly {
  readonly reference: Reference;
  readonly namespace: string | undefined;
}[] {
  const { namespace } = metadata;
  const { involvedObject, endpoints } = object as Partial<KubeEvent & EndpointSlice>;
  const targets = (endpoints ?? []).flatMap(({ targetRef }) => targetRef ?? []);
  const own = [...metadata.ownerReferences ?? [], ...targets]
    .map((reference) => ({ reference, namespace }));
  if (involvedObject === undefined) return own;
  return [...own, { reference: involvedObject, namespace: involvedObject.namespace }];
}
