import type { Pod } from "../kube_pod.ts";

/** Tells whether a pod lives in the network of its node. */
export function hostNetwork({ spec }: Pod): boolean {
  const network: { readonly nodeName?: string; readonly hostNetwork?: boolean } = spec ?? {};
  return network.hostNetwork === true;
}
