import type { KubeObject } from "../kube_object.ts";
import { managerName } from "./manager_name.ts";

/** Who wrote an object last, and when, as its managed fields say. */
export interface LastWrite {
  readonly by: string;
  readonly at: string;
}

/** The newest write of an object; status is what controllers report, not what somebody wanted. */
export function lastWrite(
  { metadata }: KubeObject,
  { ofStatus = false }: { readonly ofStatus?: boolean } = {},
): LastWrite | undefined {
  let newest: LastWrite | undefined;
  for (const { manager, time, subresource } of metadata.managedFields ?? []) {
    if (manager === undefined || time === undefined) continue;
    if ((subresource === "status") !== ofStatus) continue;
    if (newest === undefined || time > newest.at) newest = { by: managerName(manager), at: time };
  }
  return newest;
}
