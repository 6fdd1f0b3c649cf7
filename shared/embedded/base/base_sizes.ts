/** A generated healthy cluster: how large, and the seed that all its names and numbers come from. */
export interface BaseSize {
  readonly seed: number;
  readonly nodes: number;
  /** All pods, those of DaemonSets and finished Jobs included. */
  readonly pods: number;
  /** Which column of the replica tables applies. */
  readonly replicas: "small" | "large";
  /** Namespaces of generated teams beside the shop. */
  readonly teams: number;
  /** Requests per second that enter the shop, averaged over a day. */
  readonly edgeRate: number;
}

export const BASES = {
  "shop-small": { seed: 11, nodes: 5, pods: 60, replicas: "small", teams: 0, edgeRate: 60 },
  shop: { seed: 12, nodes: 20, pods: 150, replicas: "large", teams: 0, edgeRate: 240 },
  fleet: { seed: 13, nodes: 200, pods: 5_000, replicas: "large", teams: 40, edgeRate: 240 },
  mega: { seed: 14, nodes: 1_000, pods: 30_000, replicas: "large", teams: 100, edgeRate: 240 },
} as const satisfies Record<string, BaseSize>;

export type BaseName = keyof typeof BASES;

/** Node names are `node-01`, wider only where the cluster is. */
export function nodeName(index: number, nodes: number): string {
  return `node-${String(index + 1).padStart(Math.max(2, String(nodes).length), "0")}`;
}
