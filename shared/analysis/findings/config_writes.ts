import type { ManagedFields } from "../kube_object.ts";
import type { ConfigMap } from "../kube_storage.ts";
import { managerName } from "../changes/manager_name.ts";

/** Who wrote the data of a ConfigMap last, and when, as the object itself remembers it. */
export function dataWrittenBy(
  { metadata: { managedFields = [] } }: ConfigMap,
): { readonly manager?: string; readonly time: string } | undefined {
  return managedFields.filter(ownsData).flatMap(({ manager, time }) =>
    time === undefined
      ? []
      : [{ time, ...(manager !== undefined && { manager: managerName(manager) }) }]
  ).sort((a, b) => (a.time < b.time ? 1 : -1))[0];
}

function ownsData({ fieldsV1 = {} }: ManagedFields): boolean {
  return "f:data" in fieldsV1 || "f:binaryData" in fieldsV1;
}
