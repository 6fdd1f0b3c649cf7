import { entityText } from "../entity.ts";
import { ascending, descending } from "../order.ts";
import { labelsText } from "../series_labels.ts";
import type { Signal } from "./signal.ts";

/** Says once what several pods of a workload show: the worst of them, when it began first, and how many they are. */
export function foldPods(signals: readonly Signal[]): readonly Signal[] {
  const groups = new Map<string, Signal[]>();
  for (const signal of signals) {
    const { pod: _, ...labels } = signal.labels;
    const key = `${signal.signal} ${entityText(signal.entity)} ${labelsText(labels)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [signal]);
    else group.push(signal);
  }
  return [...groups.values()].flatMap((group) =>
    group[0]?.labels["pod"] === undefined ? group : [folded(group)]
  );
}

function folded(group: readonly Signal[]): Signal {
  const worst = [...group].sort((a, b) =>
    descending(Number(a.isBad), Number(b.isBad)) || descending(a.now, b.now) ||
    ascending(a.labels["pod"] ?? "", b.labels["pod"] ?? "")
  )[0] as Signal;
  const since = group.flatMap(({ since }) => since ?? []).sort()[0];
  const labels = group.length === 1
    ? worst.labels
    : { ...worst.labels, pods: String(group.length) };
  return { ...worst, labels, ...(since !== undefined && { since }) };
}

/** Puts what hurts first, then what shifted most, then by thing and name. */
export function bySignal(a: Signal, b: Signal): number {
  return descending(Number(a.isBad), Number(b.isBad)) ||
    descending(Math.abs(a.score), Math.abs(b.score)) ||
    ascending(entityText(a.entity), entityText(b.entity)) || ascending(a.signal, b.signal) ||
    ascending(labelsText(a.labels), labelsText(b.labels));
}
