import { chooseContainer } from "../analysis/container_choice.ts";
import { type Entity, entityText } from "../analysis/entity.ts";
import type { Pod } from "../analysis/kube_pod.ts";
import type { LogStream } from "../analysis/log_stream.ts";
import { logShiftsOf } from "../analysis/signals/log_shift_scan.ts";
import type { LogShift } from "../analysis/signals/log_shift.ts";
import { parseStampedLog } from "../analysis/stamped_log.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import { ownerOfPod } from "../analysis/workload_owner.ts";
import type { ToolContext } from "../context.ts";
import { counted } from "../render/counted.ts";
import type { Coverage } from "../render/coverage.ts";
import { readSource, type SourceReading } from "./read_source.ts";

export interface SuspectPodsQuery {
  readonly suspects: readonly Entity[];
  readonly window: TimeWindow;
  readonly onset?: Date | undefined;
  readonly pods?: readonly Pod[] | undefined;
}

const MOST_PODS = 4;
const TAIL_LINES = 2_000;
const LIMIT_BYTES = 1024 * 1024;

/** Reads the logs of one pod of each suspect through the Kubernetes API, of the first four; one request for each. */
export async function readSuspectPods(
  { kubernetes }: Pick<ToolContext, "kubernetes">,
  { suspects, pods = [], window, onset }: SuspectPodsQuery,
): Promise<{ readonly logs: readonly LogShift[]; readonly coverage: readonly Coverage[] }> {
  const chosen = suspects.flatMap((entity) => podOf(entity, pods) ?? []).slice(0, MOST_PODS);
  const since = onset ?? window.start;
  const readings = await Promise.all(chosen.map(async ({ entity, pod, container }) => {
    const { name, namespace = "" } = pod.metadata;
    const options = { tailLines: TAIL_LINES, limitBytes: LIMIT_BYTES };
    return await readSource(`kubernetes log of ${namespace}/${name}`, async () => {
      const text = await kubernetes.podLog({ namespace, pod: name, container, ...options });
      const labels = { namespace, pod: name, node_name: pod.spec?.nodeName ?? "" };
      return shiftsAround(entity, { labels, entries: parseStampedLog(text) }, since);
    });
  }));
  return {
    logs: readings.flatMap(({ value }) => value ?? []),
    coverage: coverageOf(readings),
  };
}

/** Says how many stand in for Loki, and which do not; a common failure once. */
function coverageOf(readings: readonly SourceReading<unknown>[]): readonly Coverage[] {
  const source = "kubernetes pod logs";
  const failed = readings.flatMap(({ error, coverage }) => error === undefined ? [] : [coverage]);
  const [first] = failed;
  if (first !== undefined && failed.length === readings.length) {
    const detail = `in place of Loki, none of ${counted(failed.length, "pod")}`;
    return [{ source, state: first.state, detail }];
  }
  const read = readings.length - failed.length;
  const detail = `in place of Loki, the newest lines of ${counted(read, "pod")}`;
  return [{ source, state: read === 0 ? "empty" : "ok", detail }, ...failed];
}

function podOf(entity: Entity, pods: readonly Pod[]) {
  const key = entityText(entity);
  const own = pods.filter((pod) =>
    entityText({ ...ownerOfPod(pod), namespace: pod.metadata.namespace ?? "" }) === key
  );
  const pod = own.find(({ status }) => status?.phase === "Running") ?? own[0];
  const container = pod && chooseContainer(pod)?.name;
  return pod === undefined || container === undefined ? undefined : { entity, pod, container };
}

function shiftsAround(entity: Entity, stream: LogStream, since: Date): readonly LogShift[] {
  const { labels, entries } = stream;
  const at = (isIn: (timeMs: number) => boolean): LogStream => ({
    labels,
    entries: entries.filter(({ timeMs }) => isIn(timeMs)),
  });
  return logShiftsOf({
    entity,
    baseline: [at((timeMs) => timeMs < since.getTime())],
    window: [at((timeMs) => timeMs >= since.getTime())],
    lengthRatio: 1,
  });
}
