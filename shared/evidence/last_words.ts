import { chooseContainer, statusOfContainer } from "../analysis/container_choice.ts";
import { type Entity, entityText } from "../analysis/entity.ts";
import type { Pod } from "../analysis/kube_pod.ts";
import { LOG_LEVELS, logLevel } from "../analysis/log_level.ts";
import type { LogEntry } from "../analysis/log_stream.ts";
import { foldStackTraces } from "../analysis/log_stack_trace.ts";
import { LogTemplateMiner } from "../analysis/log_template.ts";
import type { LogShift } from "../analysis/signals/log_shift.ts";
import { parseStampedLog } from "../analysis/stamped_log.ts";
import { ownerOfPod } from "../analysis/workload_owner.ts";
import type { ToolContext } from "../context.ts";
import type { Coverage } from "../render/coverage.ts";
import { readSource } from "./read_source.ts";

export interface LastWordsQuery {
  readonly suspects: readonly Entity[];
  readonly pods?: readonly Pod[] | undefined;
}

/** A container whose end is worth explaining. */
interface EndedContainer {
  readonly pod: Pod;
  readonly workload: Entity;
  readonly container: string;
  /** Whether the run that ended is not the newest one. */
  readonly previous: boolean;
  readonly endedAt?: string | undefined;
}

const MOST_PODS = 3;
const TAIL_LINES = 50;
const TAIL_BYTES = 64 * 1024;

/**
 * Reads what crashing containers wrote before they ended: one pod of a workload, suspects first, at most three.
 *
 * One request for each; the gravest line and the very last one are kept.
 */
export async function lastWords(
  { kubernetes }: Pick<ToolContext, "kubernetes">,
  { suspects, pods = [] }: LastWordsQuery,
): Promise<{ readonly logs: readonly LogShift[]; readonly coverage: readonly Coverage[] }> {
  const readings = await Promise.all(
    endedContainers(pods, suspects).slice(0, MOST_PODS).map(async (ended) => {
      const { pod: { metadata: { name, namespace = "" } }, container, previous } = ended;
      const options = { tailLines: TAIL_LINES, limitBytes: TAIL_BYTES, previous };
      return await readSource(
        `kubernetes log of ${namespace}/${name}`,
        async () =>
          endingOf(ended, await kubernetes.podLog({ namespace, pod: name, container, ...options })),
      );
    }),
  );
  return {
    logs: readings.flatMap(({ value }) => value ?? []),
    coverage: readings.filter(({ error }) => error !== undefined).map(({ coverage }) => coverage),
  };
}

function endedContainers(
  pods: readonly Pod[],
  suspects: readonly Entity[],
): readonly EndedContainer[] {
  const rank = new Map(suspects.map((entity, at) => [entityText(entity), at]));
  const found = new Map<string, EndedContainer>();
  for (const pod of pods) {
    const ended = endedContainer(pod);
    if (ended === undefined) continue;
    const key = entityText(ended.workload);
    const known = found.get(key);
    if (known === undefined || (known.endedAt ?? "") < (ended.endedAt ?? "")) found.set(key, ended);
  }
  const order = (key: string) => rank.get(key) ?? suspects.length;
  return [...found].sort(([a, left], [b, right]) =>
    order(a) - order(b) || ((left.endedAt ?? "") > (right.endedAt ?? "") ? -1 : 1)
  ).map(([, ended]) => ended);
}

function endedContainer(pod: Pod): EndedContainer | undefined {
  const container = chooseContainer(pod)?.name;
  const status = container === undefined ? undefined : statusOfContainer(pod, container);
  if (container === undefined || status === undefined) return undefined;
  const { state, lastState } = status;
  const newest = state?.terminated;
  const end = newest ?? lastState?.terminated;
  if (end === undefined || end.exitCode === 0) return undefined;
  const workload = { ...ownerOfPod(pod), namespace: pod.metadata.namespace ?? "" };
  return { pod, workload, container, previous: newest === undefined, endedAt: end.finishedAt };
}

function endingOf({ pod, workload, container }: EndedContainer, text: string): readonly LogShift[] {
  const entries = foldStackTraces(parseStampedLog(text)).entries;
  const last = entries.at(-1);
  if (last === undefined) return [];
  const gravest = [...entries].sort((a, b) => gravity(a) - gravity(b) || b.timeMs - a.timeMs)[0];
  return [...new Set([gravest ?? last, last])].map((entry) => ({
    entity: workload,
    kind: "new",
    level: logLevel(entry.line),
    template: templateOf(entry.line),
    sample: entry.line,
    count: 1,
    expected: 0,
    since: new Date(entry.timeMs).toISOString(),
    lastAt: new Date(entry.timeMs).toISOString(),
    pods: [pod.metadata.name],
    nodes: pod.spec?.nodeName === undefined ? [] : [pod.spec.nodeName],
    previousOf: container,
  }));
}

function gravity({ line }: LogEntry): number {
  return LOG_LEVELS.indexOf(logLevel(line));
}

function templateOf(line: string): string {
  const miner = new LogTemplateMiner();
  miner.add(line, 0);
  return miner.templates()[0]?.template ?? line;
}
