/** What triage costs by the size of the cluster, as Markdown. */

import { markdown } from "./bench_table.ts";

export interface TriageRow {
  readonly base: string;
  readonly pods: number;
  readonly tool: string;
  readonly requests: number;
  readonly totalMs: number;
  readonly waitMs: number;
  readonly cpuMs: number;
}

/** Each tool on each cluster: requests, time in all, time in which a request was open, own CPU. */
export function triageTable(rows: readonly TriageRow[]): string {
  return markdown(
    ["tool", "cluster", "pods", "requests", "total ms", "upstream wait ms", "own CPU ms"],
    rows.map(({ tool, base, pods, requests, totalMs, waitMs, cpuMs }) => [
      ...[`\`${tool}\``, base, String(pods), String(requests)],
      ...[totalMs, waitMs, cpuMs].map(milliseconds),
    ]),
  );
}

/** Own CPU of triage against n log n of the pods, each beside the cluster before. */
export function growthTable(rows: readonly TriageRow[]): string {
  const triage = rows.filter(({ tool }) => tool === "triage.now");
  return markdown(
    ["cluster", "pods", "own CPU ms", "× the one before", "n log n × the one before", "ratio"],
    triage.map(({ base, pods, cpuMs }, i) => {
      const before = triage[i - 1];
      const cells = [base, String(pods), milliseconds(cpuMs)];
      if (before === undefined) return [...cells, "", "", ""];
      const grown = cpuMs / before.cpuMs;
      const expected = pods * Math.log(pods) / (before.pods * Math.log(before.pods));
      return [...cells, ...[grown, expected, grown / expected].map((one) => one.toPrecision(2))];
    }),
  );
}

function milliseconds(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : ms.toFixed(0);
}
