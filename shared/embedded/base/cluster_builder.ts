import { hash32, mix32, nameSuffix } from "../random.ts";
import { managedFieldsEntry } from "../world/managed_fields.ts";
import { timestamp, type WorldObject } from "../world/kube_objects.ts";
import type { ObjectStore } from "../world/object_store.ts";
import { type BaseSize, nodeName } from "./base_sizes.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Where a base is built: its store, its clock, its nodes, and the names and addresses it hands out. */
export class ClusterBuilder {
  readonly store: ObjectStore;
  readonly size: BaseSize;
  readonly nowMs: number;
  readonly nodeNames: readonly string[];
  readonly #podsOnNode: number[];
  #serviceIps = 0;

  constructor(store: ObjectStore, size: BaseSize, { nowMs }: { readonly nowMs: number }) {
    this.store = store;
    this.size = size;
    this.nowMs = nowMs;
    this.nodeNames = Array.from({ length: size.nodes }, (_, i) => nodeName(i, size.nodes));
    this.#podsOnNode = this.nodeNames.map(() => 0);
  }

  /** A hash of this base's seed and a name. */
  hash(name: string): number {
    return hash32(name, this.size.seed);
  }

  /** A moment between `from` and `until` before now, the same for the same name, on a whole second. */
  momentAgo(name: string, [from, until]: readonly [fromMs: number, untilMs: number]): number {
    const agoMs = until + (mix32(this.hash(name), 7) / 2 ** 32) * (from - until);
    return Math.floor((this.nowMs - agoMs) / 1_000) * 1_000;
  }

  /** The name of a ReplicaSet: its Deployment's and the hash of a template. */
  replicaSetName(deployment: string, template: string): string {
    return `${deployment}-${nameSuffix(this.hash(`${deployment}/${template}`), 10)}`;
  }

  /** Picks the node for the n-th pod of a workload: pods of one workload spread, workloads start anywhere. */
  nodeFor(workload: string, index: number): number {
    return (this.hash(`node of ${workload}`) + index) % this.nodeNames.length;
  }

  nodeIp(node: number): string {
    return `10.0.${Math.floor(node / 200)}.${10 + (node % 200)}`;
  }

  nextPodIp(node: number): string {
    const used = this.#podsOnNode[node] ?? 0;
    this.#podsOnNode[node] = used + 1;
    return `10.${244 - Math.floor(node / 250)}.${node % 250}.${2 + used}`;
  }

  nextServiceIp(): string {
    this.#serviceIps += 1;
    return `10.96.${Math.floor(this.#serviceIps / 250)}.${10 + (this.#serviceIps % 240)}`;
  }

  /** Adds an object with its time of creation and the manager that made it. */
  create<T extends WorldObject>(object: T, atMs: number, by = "helm"): T {
    const { apiVersion, kind: _kind, metadata, status: _status, ...fields } = object;
    const labels = metadata.labels === undefined ? {} : { metadata: { labels: metadata.labels } };
    const created = {
      ...object,
      metadata: {
        ...metadata,
        creationTimestamp: timestamp(atMs),
        managedFields: [
          managedFieldsEntry(apiVersion, { ...labels, ...fields }, { atMs, by }),
        ],
      },
    };
    this.store.put(created);
    return created;
  }
}
