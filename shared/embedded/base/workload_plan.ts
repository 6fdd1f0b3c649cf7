/** What a workload of a base is made from; everything else about it follows. */
export interface WorkloadPlan {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet";
  readonly namespace: string;
  /** Also the name of its container, its Service, and its label `app`. */
  readonly name: string;
  /** Ignored for a DaemonSet, which has one pod per node. */
  readonly replicas: number;
  readonly image: string;
  /** The image of the revision before; absent means it was never updated. */
  readonly earlierImage?: string;
  readonly port?: number;
  readonly probe?: "http" | "tcp";
  readonly cpu: readonly [request: string, limit: string];
  readonly memory: readonly [request: string, limit: string];
  /** Reads ConfigMap `<name>-config` and Secret `<name>-secret`. */
  readonly configured?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** A PVC per pod, `data-<pod>`. */
  readonly volume?: { readonly size: string; readonly mountPath: string };
  readonly hostNetwork?: boolean;
  readonly priorityClassName?: string;
}
