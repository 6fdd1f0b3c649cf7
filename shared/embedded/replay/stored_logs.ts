import type { CapturedStream, Incident } from "../../catalogue/incident.ts";
import { compileMatchers, type Matcher } from "../../query/matchers.ts";
import type { Logs } from "../api/telemetry.ts";
import { labelKey } from "../label_sets.ts";
import type { LogVolume, SelectedStream } from "../logs/log_source.ts";
import type { Window } from "../logs/log_lines.ts";
import type { CapturedScope } from "./captured_scope.ts";
import { NotCaptured } from "./not_captured.ts";

export interface StoredLogsOptions {
  /** Reads of a pod's own log want its last lines, however far back their window goes. */
  readonly tailLines?: number;
}

/** The lines of a recorded incident. Reads that reach further back than what was kept are refused. */
export class StoredLogs implements Logs {
  readonly #streams: readonly CapturedStream[];
  readonly #scope: CapturedScope;
  readonly #tailLines: number | undefined;

  constructor(
    streams: Incident["parts"]["streams"],
    scope: CapturedScope,
    { tailLines }: StoredLogsOptions = {},
  ) {
    this.#streams = streams;
    this.#scope = scope;
    this.#tailLines = tailLines;
  }

  /** The same lines as the logs of pods. */
  ofPods(tailLines: number): StoredLogs {
    return new StoredLogs(this.#streams, this.#scope, { tailLines });
  }

  /** From when on all lines of all matching streams were kept; never when one has none. */
  completeFromMs(matchers: readonly Matcher[]): number {
    const starts = this.#matching(matchers).map(({ completeFromMs }) => completeFromMs ?? Infinity);
    return Math.max(this.#scope.fromMs, ...starts);
  }

  /** The matching streams with their lines in `[fromMs, toMs)`, oldest first. @throws {NotCaptured} */
  *select(
    matchers: readonly Matcher[],
    fromMs: number,
    toMs: number,
  ): Generator<SelectedStream> {
    const found = this.#matching(matchers).map((stream) => ({
      labels: { ...stream.labels, ...stream.added },
      entries: stream.lines.filter(([t]) => t >= fromMs && t < toMs).map(([t, line]) => ({
        t,
        line,
      })),
    }));
    // A pod has a log, also where nobody shipped it.
    if (found.length === 0 && this.#tailLines !== undefined) throw new NotCaptured("lines");
    const lines = found.reduce((sum, { entries }) => sum + entries.length, 0);
    if (lines < (this.#tailLines ?? Infinity)) this.#assertComplete(matchers, fromMs);
    yield* found.filter(({ entries }) => entries.length > 0);
  }

  /** What a window holds of what was kept: an index knows it only closely. */
  volumes(matchers: readonly Matcher[], { fromMs, untilMs }: Window): readonly LogVolume[] {
    return this.#matching(matchers).map(({ labels, lines }) => ({
      labels: { ...labels },
      pattern: "",
      lines: lines.filter(([t]) => t >= fromMs && t < untilMs).length,
    })).filter(({ lines }) => lines > 0);
  }

  /** The label sets of all streams that match. @throws {NotCaptured} */
  labelSets(matchers: readonly Matcher[] = []): readonly Record<string, string>[] {
    const sets = this.#matching(matchers).map(({ labels }) =>
      [labelKey(labels), { ...labels }] as const
    );
    return [...new Map(sets).values()];
  }

  #matching(matchers: readonly Matcher[]): readonly CapturedStream[] {
    if (this.#scope.reachesOutside("loki", matchers)) throw new NotCaptured("namespace");
    const matches = compileMatchers(matchers);
    return this.#streams.filter(({ labels }) => matches(labels));
  }

  #assertComplete(matchers: readonly Matcher[], fromMs: number): void {
    this.#scope.assertTime(fromMs);
    if (fromMs < this.completeFromMs(matchers)) throw new NotCaptured("lines");
  }
}
