import type { LogStream } from "../analysis/log_stream.ts";
import type { CapturedStream, IncidentParts } from "../catalogue/incident.ts";
import type { ToolContext } from "../context.ts";
import { printStreamSelector } from "../query/logql_print.ts";
import type { Labels, Matcher } from "../query/matchers.ts";
import type { TelemetryQuery } from "./capture_metrics.ts";
import type { Captured } from "./capture_run.ts";
import { readSource } from "./read_source.ts";

export interface LogsQuery extends TelemetryQuery {
  /** Lines kept of each stream, the newest. */
  readonly linesPerStream: number;
}

const MOST_STREAMS = 2_000;

/** Captures the newest lines of each log stream; of one namespace, of its streams only. */
export async function captureLogs(
  context: Pick<ToolContext, "loki">,
  query: LogsQuery,
): Promise<Captured<"streams" | "foreignNamespaces">> {
  const { loki } = context;
  const { namespace, start, end, run, limitCharacters } = query;
  const names = await readSource("loki", () => loki.labelNames({ start, end }));
  const labels = names.value ?? [];
  const match = namespace === undefined
    ? labels.map((label) => selectorOf([{ label, op: "=~", value: ".+" }]))
    : [selectorOf([{ label: "namespace", op: "=", value: namespace }])];
  const found = await readSource(
    "loki streams",
    () => labels.length === 0 ? Promise.resolve([]) : loki.series({ match, start, end }),
  );
  const streams = found.value ?? [];
  const kept = await run.keepEach(streams.slice(0, MOST_STREAMS), {
    what: (stream) => `stream ${exactSelector(stream, labels)}`,
    read: (stream) => captureStream(context, { ...query, stream, labels }),
    limitCharacters,
  });
  for (const stream of streams.slice(MOST_STREAMS)) {
    run.leaveOut(`stream ${exactSelector(stream, labels)}`, "size");
  }
  const parts = {
    streams: streams.flatMap((stream) => kept.get(stream) ?? [lineless(stream)]),
    foreignNamespaces: await readForeign(context, query),
  };
  const { coverage } = found.error === undefined ? names : found;
  return { parts, coverage: [{ ...coverage, source: "loki" }] };
}

interface StreamQuery extends LogsQuery {
  readonly stream: Labels;
  /** Of all streams. */
  readonly labels: readonly string[];
}

/** Reads one stream, once for each set of labels that Loki adds to its lines. @throws {ToolError} */
async function captureStream(
  { loki }: Pick<ToolContext, "loki">,
  { stream, labels, linesPerStream, start, end }: StreamQuery,
): Promise<readonly CapturedStream[]> {
  const logql = exactSelector(stream, labels);
  const result = await loki.range({ logql, limit: linesPerStream, start, end });
  const found = result.resultType === "streams" ? result.streams : [];
  const times = found.flatMap(({ entries }) => entries.map(({ timeMs }) => timeMs));
  const isWhole = times.length < linesPerStream;
  // Of the oldest millisecond there may be more lines.
  const completeFromMs = isWhole ? start.getTime() : times.reduce((a, b) => Math.min(a, b)) + 1;
  if (found.length === 0) return [{ ...lineless(stream), completeFromMs }];
  return found.map((part) => ({
    labels: stream,
    added: addedLabels(part, stream),
    completeFromMs,
    lines: part.entries.map(({ timeMs, line }) => [timeMs, line] as const).reverse(),
  }));
}

function lineless(labels: Labels): CapturedStream {
  return { labels, added: {}, completeFromMs: null, lines: [] };
}

function addedLabels({ labels }: LogStream, stream: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => stream[name] === undefined));
}

/** Selects one stream: streams that have further labels are excluded. */
function exactSelector(stream: Labels, labels: readonly string[]): string {
  const absent = labels.filter((label) => stream[label] === undefined);
  return selectorOf([
    ...Object.entries(stream).map(([label, value]): Matcher => ({ label, op: "=", value })),
    ...absent.map((label): Matcher => ({ label, op: "=", value: "" })),
  ]);
}

function selectorOf(matchers: readonly Matcher[]): string {
  return printStreamSelector({ matchers });
}

async function readForeign(
  { loki }: Pick<ToolContext, "loki">,
  { namespace, start, end }: LogsQuery,
): Promise<IncidentParts["foreignNamespaces"]> {
  if (namespace === undefined) return [];
  const all = await readSource("loki", () => loki.labelValues("namespace", { start, end }));
  const others = (all.value ?? []).filter((name) => name !== namespace);
  // Streams that belong to no namespace were not kept either.
  return ["", ...others].map((foreign) => ({ source: "loki", namespace: foreign }));
}
