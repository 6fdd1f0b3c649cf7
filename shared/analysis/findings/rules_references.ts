import { type Entity, entityOf, entityText } from "../entity.ts";
import type { ConfigMap } from "../kube_storage.ts";
import { similarNames } from "../similar_names.ts";
import { changeFacts } from "./change_evidence.ts";
import { configReferences } from "./config_references.ts";
import { containersOf, lastEndOf } from "./container_groups.ts";
import { rolloutFacts } from "./container_facts.ts";
import { dataWrittenBy } from "./config_writes.ts";
import { exitText } from "./exit_code.ts";
import { lookAt } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { type MissingReference, missingReferences } from "./missing_references.ts";
import { momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

const MOST_KEYS = 8;

/** ConfigMaps and Secrets that pods need and do not find. */
export const REFERENCE_RULES: readonly FindingRule[] = [
  {
    id: "configuration-missing",
    class: 21,
    severity: 3,
    title: "ConfigMap, Secret or key that pods need is missing",
    find: missing,
    disconfirmedBy: "The workload is ready; or the object and the key are there now",
    disconfirm: isWhole,
  },
  {
    id: "configuration-will-be-missing",
    class: 21,
    severity: 1,
    title: "Pods cannot start again: their ConfigMap or key is gone",
    find: dangling,
    disconfirmedBy: "The reference is optional",
    disconfirm: () => undefined,
  },
];

function missing(situation: Situation): readonly Found[] {
  return missingReferences(situation).map((reference) => {
    const { entity, key, workload, state, since, message } = reference;
    const known = configMapOf(entity, situation);
    const readiness = situation.cluster.readinessText(workload) ?? "not ready";
    const subject = key === undefined ? entityText(entity) : `key ${key} in ${entityText(entity)}`;
    // What exists and lacks a key is at fault; what does not exist may be a slip of the pen in the workload.
    const isGone = key !== undefined || wasDeleted(entity, situation);
    return {
      entity: isGone ? entity : workload,
      ...(since !== undefined && { since }),
      facts: [
        {
          text:
            `${subject} not found${keysText(known, key)}: ${entityText(workload)} ${readiness} ` +
            `in ${state}`,
          quote: message,
          reproduce: lookAt(workload),
        },
        ...writeFacts(entity, known, situation),
        ...nearestFacts(reference, situation),
        ...lastEndFacts(workload, situation),
        ...rolloutFacts(workload, situation),
      ],
      ruledOut: [`${workload.name}: the image is there, the container is never started`],
      related: isGone ? [workload] : [entity],
    };
  });
}

function configMapOf({ kind, namespace, name }: Entity, { objects }: Situation) {
  if (kind !== "ConfigMap") return undefined;
  return objects.configMaps?.find(({ metadata }) =>
    metadata.name === name && metadata.namespace === namespace
  );
}

function wasDeleted(entity: Entity, { changes }: Situation): boolean {
  return changes.some((change) =>
    change.kind === "deleted" && entityText(change.entity) === entityText(entity)
  );
}

function keysText(known: ConfigMap | undefined, key: string | undefined): string {
  if (known === undefined || key === undefined) return "";
  const keys = Object.keys({ ...known.data, ...known.binaryData });
  const near = similarNames(key, keys, { count: MOST_KEYS });
  const shown = [...near, ...keys.filter((one) => !near.includes(one))].slice(0, MOST_KEYS);
  return ` (it has ${shown.join(", ")}${keys.length > MOST_KEYS ? ", …" : ""})`;
}

/** Who wrote the object last, by the change log, else by the object itself. */
function writeFacts(
  entity: Entity,
  known: ConfigMap | undefined,
  situation: Situation,
): readonly Fact[] {
  const changes = changeFacts(situation, entity);
  if (changes.length > 0 || known === undefined) {
    return changes.map(({ text }) => ({ text: `${entityText(entity)}: ${text}` }));
  }
  const write = dataWrittenBy(known);
  return write === undefined ? [] : [{
    text: `${entityText(entity)}: data written ${momentText(write.time, situation.now)}` +
      `${write.manager === undefined ? "" : ` by ${write.manager}`}`,
    reproduce: lookAt(entity),
  }];
}

function nearestFacts({ entity, key }: MissingReference, { objects }: Situation): readonly Fact[] {
  if (key !== undefined || entity.kind !== "ConfigMap") return [];
  const names = (objects.configMaps ?? [])
    .filter(({ metadata }) => metadata.namespace === entity.namespace)
    .map(({ metadata }) => metadata.name);
  const [nearest] = similarNames(entity.name, names, { count: 1 });
  return nearest === undefined ? [] : [{
    text: `namespace ${entity.namespace} has a ConfigMap ${nearest}, not ${entity.name}`,
  }];
}

/** How the container ended that cannot be made again. */
function lastEndFacts(workload: Entity, { cluster }: Situation): readonly Fact[] {
  const ends = cluster.podsOf(workload).flatMap(containersOf).flatMap((one) =>
    lastEndOf(one) ?? []
  );
  const [end] = ends;
  return end === undefined
    ? []
    : [{ text: `${entityText(workload)}: the run before ended with ${exitText(end)}` }];
}

function isWhole({ entity, related = [] }: Found, { cluster }: Situation): string | undefined {
  const health =
    [entity, ...related].flatMap((one) => cluster.health.get(entityText(one)) ?? [])[0];
  if (health === undefined || health.desired === 0 || health.severity > 0) return undefined;
  return health.ready >= health.desired
    ? `${health.name}: ${health.ready}/${health.desired} ready`
    : undefined;
}

function dangling(situation: Situation): readonly Found[] {
  const { objects } = situation;
  const known = new Map((objects.configMaps ?? []).map((configMap) => [
    `${configMap.metadata.namespace}/${configMap.metadata.name}`,
    configMap,
  ]));
  // Where not one ConfigMap was read, all would seem to be missing.
  const read = new Set((objects.configMaps ?? []).map(({ metadata }) => metadata.namespace));
  const told = new Set(
    missingReferences(situation).map(({ entity, workload }) =>
      `${entity.name} ${entityText(workload)}`
    ),
  );
  const workloads = [
    ...(objects.deployments ?? []).map((object) => ({ kind: "Deployment", object })),
    ...(objects.statefulSets ?? []).map((object) => ({ kind: "StatefulSet", object })),
    ...(objects.daemonSets ?? []).map((object) => ({ kind: "DaemonSet", object })),
  ];
  return workloads.flatMap(({ kind, object }): Found[] => {
    const { namespace = "" } = object.metadata;
    if (!read.has(namespace)) return [];
    const workload = entityOf(kind, object);
    const gone = configReferences(object.spec?.template?.spec ?? {}).find(({ name, key }) => {
      const configMap = known.get(`${namespace}/${name}`);
      const keys = { ...configMap?.data, ...configMap?.binaryData };
      return configMap === undefined || (key !== undefined && !(key in keys));
    });
    if (gone === undefined || told.has(`${gone.name} ${entityText(workload)}`)) return [];
    const entity = { kind: "ConfigMap", namespace, name: gone.name };
    const subject = gone.key === undefined ? "it" : `key ${gone.key}`;
    return [{
      entity: workload,
      facts: [
        {
          text: `${gone.by} needs ConfigMap ${gone.name}, ${subject} not found: ` +
            `new pods will not start (${situation.cluster.readinessText(workload)})`,
          reproduce: lookAt(entity),
        },
        ...writeFacts(entity, known.get(`${namespace}/${gone.name}`), situation),
      ],
      related: [entity],
    }];
  });
}
