import { type Entity, entityOf } from "../entity.ts";
import type { KubeObject } from "../kube_object.ts";
import { lookAt } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { momentText, secondsAgo } from "./moment_text.ts";
import type { Situation } from "./situation.ts";
import { formatAge } from "../../render/time.ts";

const OBSERVE_SECONDS = 60;
const STUCK_DELETION_SECONDS = 300;

/** Kinds whose deletion can hang on a finalizer. */
const DELETABLE = [
  ["Namespace", "namespaces"],
  ["Deployment", "deployments"],
  ["StatefulSet", "statefulSets"],
  ["DaemonSet", "daemonSets"],
  ["Job", "jobs"],
  ["CronJob", "cronJobs"],
  ["Pod", "pods"],
  ["Service", "services"],
  ["Ingress", "ingresses"],
  ["ConfigMap", "configMaps"],
  ["PersistentVolumeClaim", "volumeClaims"],
  ["PersistentVolume", "volumes"],
] as const;

/** Objects whose wish nobody carries out: not seen by their controller, or not let go. */
export const LIFECYCLE_RULES: readonly FindingRule[] = [
  {
    id: "spec-not-observed",
    class: 16,
    severity: 2,
    title: "Controller has not seen the newest spec",
    find: unobservedSpecs,
    disconfirmedBy: "The spec was written within the last minute",
    disconfirm: ({ since }, { now }) =>
      secondsAgo(since, now) < OBSERVE_SECONDS ? "the spec was written just now" : undefined,
  },
  {
    id: "deletion-held-by-finalizer",
    class: 16,
    severity: 2,
    title: "Deletion waits for a finalizer",
    find: stuckDeletions,
    disconfirmedBy: "The deletion is only minutes old",
    disconfirm: ({ since }, { now }) => {
      const seconds = secondsAgo(since, now);
      return seconds < STUCK_DELETION_SECONDS
        ? `deleted only ${formatAge(seconds)} ago`
        : undefined;
    },
  },
];

function unobservedSpecs({ objects }: Situation): readonly Found[] {
  const tables = [
    ["Deployment", objects.deployments ?? []],
    ["StatefulSet", objects.statefulSets ?? []],
  ] as const;
  return tables.flatMap(([kind, list]) =>
    list.flatMap((object): Found[] => {
      const { generation } = object.metadata;
      const observed = object.status?.observedGeneration;
      const since = lastSpecWrite(object);
      if (generation === undefined || observed === undefined || generation <= observed) return [];
      const entity = entityOf(kind, object);
      return [{
        entity,
        ...(since !== undefined && { since }),
        facts: [{
          text: `generation is ${generation}, its controller has observed ${observed} only`,
          reproduce: lookAt(entity),
        }],
      }];
    })
  );
}

function lastSpecWrite({ metadata: { managedFields = [] } }: KubeObject): string | undefined {
  return managedFields.filter(({ subresource }) => subresource === undefined)
    .flatMap(({ time }) => time ?? []).sort().at(-1);
}

function stuckDeletions({ objects, now }: Situation): readonly Found[] {
  return DELETABLE.flatMap(([kind, table]) =>
    (objects[table] ?? []).flatMap((object: KubeObject): Found[] => {
      const { deletionTimestamp, finalizers = [] } = object.metadata;
      if (deletionTimestamp === undefined) return [];
      // A namespace keeps its finalizer in its spec; it goes when it holds nothing any more.
      if (finalizers.length === 0 && kind !== "Namespace") return [];
      const entity: Entity = entityOf(kind, object);
      const holder = finalizers.length === 0
        ? "it still holds objects"
        : `held by finalizer ${finalizers.join(", ")}`;
      return [{
        entity,
        since: deletionTimestamp,
        facts: [{
          text: `Terminating since ${momentText(deletionTimestamp, now)} (deletionTimestamp): ` +
            holder,
          reproduce: lookAt(entity),
        }],
      }];
    })
  );
}
