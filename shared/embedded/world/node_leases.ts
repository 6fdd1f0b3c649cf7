import { silentSinceMs } from "../metrics/subjects.ts";
import { hash32 } from "../random.ts";
import { type Node, timestamp } from "./kube_objects.ts";
import type { ObjectStore } from "./object_store.ts";

const NAMESPACE = "kube-node-lease";
const LEASES = "coordination.k8s.io/leases";
const RENEWED_EVERY_MS = 10_000;

/** Writes the heartbeat of each node: renewed within ten seconds, or where the node fell silent. */
export function buildNodeLeases(store: ObjectStore, nowMs: number): void {
  for (const { key: name, current, createdMs } of store.histories<Node>("nodes")) {
    const known = store.history(LEASES, { namespace: NAMESPACE, name }) !== undefined;
    if (current === undefined || known) continue;
    const renewedMs = silentSinceMs(current) ?? nowMs - hash32(name) % RENEWED_EVERY_MS;
    store.put({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        name,
        namespace: NAMESPACE,
        creationTimestamp: timestamp(createdMs),
        ownerReferences: [{ apiVersion: "v1", kind: "Node", name }],
      },
      spec: {
        holderIdentity: name,
        leaseDurationSeconds: 40,
        renewTime: new Date(renewedMs).toISOString().replace("Z", "000Z"),
      },
    });
  }
}
