import { hash32, hex } from "../random.ts";
import { type KubeEvent, timestamp } from "../world/kube_objects.ts";

/** How long the API server keeps events. */
export const EVENT_TTL_MS = 3_600_000;

export interface EventPlan {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly object: {
    readonly apiVersion?: string | undefined;
    readonly kind: string;
    readonly namespace?: string | undefined;
    readonly name: string;
    readonly uid?: string | undefined;
    readonly fieldPath?: string | undefined;
  };
  readonly message: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly source: { readonly component: string; readonly host?: string | undefined };
}

/** Makes a core event; those about objects without a namespace live in `default`. */
export function kubeEvent(plan: EventPlan): KubeEvent {
  const { object, firstMs, lastMs, source } = plan;
  const namespace = object.namespace || "default";
  const id = hex(
    hash32(`${object.kind}/${object.name}/${plan.reason}/${plan.message}/${firstMs}`),
    16,
  );
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${object.name}.${id}`, namespace, creationTimestamp: timestamp(firstMs) },
    involvedObject: defined({ ...object, namespace: object.namespace || undefined }),
    type: plan.type,
    reason: plan.reason,
    message: plan.message,
    count: plan.count,
    firstTimestamp: timestamp(firstMs),
    lastTimestamp: timestamp(lastMs),
    source: defined(source),
    eventTime: null,
    reportingComponent: source.component,
    reportingInstance: source.host ?? "",
  };
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
