/** The files that kwok serves as pod logs, in the format of a container runtime. */

import { POD_LOGS } from "./lab_layout.ts";
import type { LogLine } from "./lab_log_lines.ts";
import { ENDED_LOGS } from "./lab_platform_logs.ts";
import { OUT_OF_MEMORY_LINE } from "./lab_shop_logs.ts";

const LINES_PER_FILE = 500;

/**
 * Writes the newest lines of each container to a file of its own, and for payments the log of the
 * container before: the same, ended by what killed it. All pods of an app share a log.
 *
 * @returns the names of the containers
 */
export async function writePodLogs(lines: readonly LogLine[]): Promise<string[]> {
  await Deno.mkdir(POD_LOGS, { recursive: true });
  const byContainer = groupByContainer([...lines, ...endedLines()]);
  for (const [container, own] of byContainer) {
    const newest = own.slice(-LINES_PER_FILE);
    await Deno.writeTextFile(`${POD_LOGS}/${container}.log`, runtimeFormat(newest));
    if (container === "payments") await writePrevious(newest);
  }
  return [...byContainer.keys()];
}

/** Appends lines to the files, so that following a log shows something. */
export async function appendPodLogs(lines: readonly LogLine[]): Promise<void> {
  for (const [container, own] of groupByContainer(lines)) {
    const path = `${POD_LOGS}/${container}.log`;
    await Deno.writeTextFile(path, runtimeFormat(own), { append: true });
  }
}

function endedLines(): LogLine[] {
  const nowNanos = BigInt(Date.now()) * 1_000_000n;
  return Object.entries(ENDED_LOGS).flatMap(([container, texts]) =>
    texts.map((text, index) => ({ labels: { container }, atNanos: nowNanos + BigInt(index), text }))
  );
}

async function writePrevious(newest: readonly LogLine[]): Promise<void> {
  const lastWords = newest.findLastIndex(({ text }) => text === OUT_OF_MEMORY_LINE);
  const previous = runtimeFormat(newest.slice(0, lastWords + 1));
  await Deno.writeTextFile(`${POD_LOGS}/payments.previous.log`, previous);
}

function groupByContainer(lines: readonly LogLine[]): Map<string, LogLine[]> {
  const ofPods = lines.filter(({ labels }) => labels.container !== undefined);
  return Map.groupBy(ofPods, ({ labels }) => labels.container ?? "");
}

function runtimeFormat(lines: readonly LogLine[]): string {
  return lines.map(({ atNanos, text }) => {
    const second = new Date(Number(atNanos / 1_000_000n)).toISOString().slice(0, 19);
    const fraction = String(atNanos % 1_000_000_000n).padStart(9, "0");
    return `${second}.${fraction}Z stdout F ${text}\n`;
  }).join("");
}
