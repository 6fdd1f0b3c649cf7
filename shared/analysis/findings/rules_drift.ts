import { type Entity, entityText } from "../entity.ts";
import type { ConfigMap } from "../kube_storage.ts";
import { isReady } from "./cluster_index.ts";
import { configReferences } from "./config_references.ts";
import { dataWrittenBy } from "./config_writes.ts";
import { lookAt } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

/** Pods of one workload that run with different settings. */
export const DRIFT_RULES: readonly FindingRule[] = [
  {
    id: "configuration-drift",
    class: 21,
    severity: 1,
    title: "Pods of one workload run with different ConfigMap versions",
    find: drifted,
    disconfirmedBy: "All pods started after the ConfigMap was written",
    disconfirm: () => undefined,
  },
];

/** What a workload reads once from a ConfigMap, and how many of its pods read it before and after the last write. */
interface Reading {
  readonly workload: Entity;
  readonly configMap: ConfigMap;
  readonly writtenAt: string;
  readonly manager: string | undefined;
  before: number;
  after: number;
}

function drifted(situation: Situation): readonly Found[] {
  return readings(situation).filter(({ before, after }) => before > 0 && after > 0)
    .map(({ workload, configMap, writtenAt, manager, before, after }) => {
      const { name, namespace = "" } = configMap.metadata;
      const entity = { kind: "ConfigMap", namespace, name };
      const by = manager === undefined ? "" : ` by ${manager}`;
      return {
        entity: workload,
        since: writtenAt,
        facts: [{
          text: `ConfigMap ${name} was written ${momentText(writtenAt, situation.now)}${by}: ` +
            `${before} pods started before and keep the old values, ${after} started after`,
          reproduce: lookAt(entity),
        }],
        related: [entity],
      };
    });
}

function readings(situation: Situation): readonly Reading[] {
  const configMaps = new Map((situation.objects.configMaps ?? []).map((configMap) => [
    `${configMap.metadata.namespace}/${configMap.metadata.name}`,
    configMap,
  ]));
  const found = new Map<string, Reading>();
  for (const pod of situation.objects.pods ?? []) {
    if (!isReady(pod) || pod.spec === undefined) continue;
    const once = configReferences(pod.spec).filter(({ isReadOnce }) => isReadOnce);
    for (const name of new Set(once.map(({ name }) => name))) {
      const configMap = configMaps.get(`${pod.metadata.namespace}/${name}`);
      const write = configMap && dataWrittenBy(configMap);
      if (configMap === undefined || write === undefined) continue;
      const workload = situation.cluster.ownerOf(pod);
      const key = `${entityText(workload)} ${name}`;
      const { time: writtenAt, manager } = write;
      const reading = found.get(key) ??
        { workload, configMap, writtenAt, manager, before: 0, after: 0 };
      found.set(key, reading);
      const started = pod.status?.containerStatuses?.[0]?.state?.running?.startedAt ?? "";
      if (started < writtenAt) reading.before++;
      else reading.after++;
    }
  }
  return [...found.values()];
}
