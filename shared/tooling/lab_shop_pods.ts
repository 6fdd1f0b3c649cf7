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
  /** What kwok says that it uses, from its annotations. */
  readonly cores: number;
  readonly memoryBytes: number;
  readonly throttledShare: number;
}

interface PodList {
  readonly items: readonly {
    readonly metadata: {
      readonly namespace: string;
      readonly name: string;
      readonly uid: string;
      readonly labels?: Readonly<Record<string, string>>;
      readonly annotations?: Readonly<Record<string, string>>;
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
    const { namespace, name, uid, labels = {}, annotations = {} } = pod.metadata;
    const app = labels.app ?? name;
    const index = seen.get(app) ?? 0;
    seen.set(app, index + 1);
    return {
      namespace,
      name,
      uid,
      app,
      node: pod.spec.nodeName ?? "",
      index,
      ...usage(annotations),
    };
  });
}

// Only the two forms of quantities that the lab's manifests use: 70m and 140Mi.
function usage(annotations: Readonly<Record<string, string>>) {
  return {
    cores: parseInt(annotations["lab.example/cpu"] ?? "0") / 1000,
    memoryBytes: parseInt(annotations["lab.example/memory"] ?? "0") * 2 ** 20,
    throttledShare: Number(annotations["lab.example/throttled-share"] ?? 0),
  };
}
