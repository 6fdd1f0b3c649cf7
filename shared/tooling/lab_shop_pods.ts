/** The pods that run, as history, log lines and traffic need them. */

import { kubectl } from "./lab_kubectl.ts";

export interface ShopPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Label `app`, which is also the container's name. */
  readonly app: string;
  readonly node: string;
  /** Its place among the pods of its app: stays the same when names change. */
  readonly index: number;
}

interface PodList {
  readonly items: readonly {
    readonly metadata: {
      readonly namespace: string;
      readonly name: string;
      readonly uid: string;
      readonly labels?: Readonly<Record<string, string>>;
    };
    readonly spec: { readonly nodeName?: string };
    readonly status: { readonly phase: string };
  }[];
}

/** Every running pod that has an `app` label, ordered by namespace and name. */
export async function runningPods(): Promise<ShopPod[]> {
  const list: PodList = JSON.parse(await kubectl(["get", "pods", "-A", "-l", "app", "-o", "json"]));
  const seen = new Map<string, number>();
  return list.items.filter(({ status }) => status.phase === "Running").map((pod) => {
    const { namespace, name, uid, labels = {} } = pod.metadata;
    const app = labels.app ?? name;
    const index = seen.get(app) ?? 0;
    seen.set(app, index + 1);
    return { namespace, name, uid, app, node: pod.spec.nodeName ?? "", index };
  });
}
