import type { Pod, WorldObject } from "./kube_objects.ts";
import type { ObjectStore } from "./object_store.ts";

const UID_LABEL = "batch.kubernetes.io/controller-uid";

interface Job extends WorldObject {
  spec?: { selector?: unknown };
}

/** Gives Jobs the selector that the API server makes of their uid, and their pods the labels it selects. */
export function linkJobs(store: ObjectStore): void {
  for (const { revisions } of store.histories<Job>("batch/jobs")) {
    for (const { object } of revisions) {
      const selector = { matchLabels: { [UID_LABEL]: object.metadata.uid } };
      object.spec = { selector, ...object.spec };
    }
  }
  for (const { revisions } of store.histories<Pod>("pods")) {
    for (const { object: { metadata } } of revisions) {
      const [owner] = metadata.ownerReferences ?? [];
      if (owner?.kind !== "Job" || owner.uid === undefined) continue;
      metadata.labels = {
        [UID_LABEL]: owner.uid,
        "batch.kubernetes.io/job-name": owner.name,
        "controller-uid": owner.uid,
        "job-name": owner.name,
        ...metadata.labels,
      };
    }
  }
}
