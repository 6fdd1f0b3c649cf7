import { type Entity, entityText } from "../analysis/entity.ts";
import type { Pod } from "../analysis/kube_pod.ts";
import type { LogStream } from "../analysis/log_stream.ts";
import { byGravity, logShiftsOf } from "../analysis/signals/log_shift_scan.ts";
import type { LogShift } from "../analysis/signals/log_shift.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import { ownerOf } from "../analysis/workload_owner.ts";
import type { ToolContext } from "../context.ts";
import type { Coverage } from "../render/coverage.ts";
import { lastWords } from "./last_words.ts";
import { readSource } from "./read_source.ts";
import { readSuspectLines, type SuspectLines, suspectSelector } from "./suspect_lines.ts";
import { readSuspectPods } from "./suspect_pods.ts";

export interface LogShiftsQuery {
  /** Workloads whose logs are worth reading, most suspicious first. */
  readonly suspects: readonly Entity[];
  readonly window: TimeWindow;
  /** When the trouble began, as far as it is known; lines around it are read first. */
  readonly onset?: Date | undefined;
  /** All pods that were read: those that crash are asked for their last words, and stand in where Loki is away. */
  readonly pods?: readonly Pod[] | undefined;
}

export interface LogShiftsReading {
  /** By suspect, and of each the gravest first. */
  readonly logs: readonly LogShift[];
  readonly coverage: readonly Coverage[];
}

/** More workloads would not fit one selector. */
const MOST_SUSPECTS = 12;

/**
 * Finds what suspects write that they did not write before.
 *
 * At most four requests to Loki and four for logs of pods; without Loki the logs of up to four pods stand in.
 */
export async function readLogShifts(
  context: Pick<ToolContext, "loki" | "kubernetes" | "now">,
  query: LogShiftsQuery,
): Promise<LogShiftsReading> {
  const suspects = query.suspects.slice(0, MOST_SUSPECTS);
  const selector = suspectSelector(suspects);
  if (selector === undefined) return await lastWords(context, { ...query, suspects });
  const [lines, last] = await Promise.all([
    readSource("loki", () => readSuspectLines(context, { ...query, selector })),
    lastWords(context, { ...query, suspects }),
  ]);
  const coverage = [lines.coverage, ...last.coverage];
  if (lines.value !== undefined) {
    return { logs: [...last.logs, ...shiftsOf(suspects, lines.value)], coverage };
  }
  const fallback = await readSuspectPods(context, { ...query, suspects });
  return { logs: [...last.logs, ...fallback.logs], coverage: [...coverage, ...fallback.coverage] };
}

function shiftsOf(suspects: readonly Entity[], lines: SuspectLines): readonly LogShift[] {
  const baseline = byWorkload(lines.baseline);
  const window = byWorkload(lines.window);
  return suspects.flatMap((entity) => {
    const key = workloadKey(entity);
    const streams = window.get(key) ?? [];
    const shifts = logShiftsOf({
      entity,
      baseline: baseline.get(key) ?? [],
      window: streams,
      lengthRatio: lines.lengthRatio,
      unread: lines.unread,
    });
    return shifts.toSorted(byGravity).map((shift) => ({
      ...shift,
      logql: logqlOf(shift, streams),
    }));
  });
}

function byWorkload(streams: readonly LogStream[]): ReadonlyMap<string, readonly LogStream[]> {
  const groups = new Map<string, LogStream[]>();
  for (const stream of streams) {
    const { namespace = "", pod = "" } = stream.labels;
    const key = workloadKey({ ...ownerOf({ kind: "Pod", name: pod }), namespace });
    groups.set(key, [...groups.get(key) ?? [], stream]);
  }
  return groups;
}

// The names of pods tell a DaemonSet from a Job no more than that both append five characters.
function workloadKey({ namespace, name }: Pick<Entity, "namespace" | "name">): string {
  return entityText({ kind: "", namespace, name: name.replace(/-\*$/, "") });
}

/** The query that shows the lines again: their workload, and the longest words that they share. */
function logqlOf({ entity, template, sample }: LogShift, [stream]: readonly LogStream[]): string {
  const app = stream?.labels["app"];
  const selector = app === undefined
    ? suspectSelector([entity]) ?? ""
    : `{namespace=${JSON.stringify(entity.namespace)}, app=${JSON.stringify(app)}}`;
  const words = template.split(MASK_OR_QUOTE).map((run) => run.trim())
    .filter((run) => run.length >= LEAST_WORDS_CHARACTERS && sample.includes(run))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0];
  return words === undefined ? selector : `${selector} |= ${JSON.stringify(words)}`;
}

const MASK_OR_QUOTE = /<[a-z0-9*]+>|"|\\|\blevel=\w+/;
const LEAST_WORDS_CHARACTERS = 4;
