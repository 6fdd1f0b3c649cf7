import type { ChangeLogReader } from "../analysis/changes/change_log.ts";
import type { BackendHealth } from "../backends/health.ts";
import type { KubernetesReader } from "../backends/kubernetes.ts";
import type { KubernetesWatcher } from "../backends/kubernetes_watch.ts";
import { ToolError } from "../errors.ts";
import type { Ledger } from "../storage/ledger.ts";
import { ChangeLog } from "./change_log.ts";
import { pollChanges, type PolledSources } from "./change_poller.ts";
import { ChangeRecorder } from "./change_recorder.ts";
import { pause } from "./pause.ts";
import { WatchedCluster, type WatchedClusterOptions } from "./watched_cluster.ts";
import { watchedReader } from "./watched_reader.ts";

export interface WatchedStateOptions {
  /** Makes what follows the API until the signal aborts. */
  readonly watcher: (signal: AbortSignal) => KubernetesWatcher;
  /** Makes what reads all sources until the signal aborts. */
  readonly sources: (signal: AbortSignal) => PolledSources & {
    readonly kubernetes: KubernetesReader;
  };
  readonly ledger?: Ledger | undefined;
  readonly times?: WatchedClusterOptions["times"];
  /** @default 60 */
  readonly pollSeconds?: number;
}

const AGAIN_SECONDS = 5;

/** The state of a cluster in memory and its change log, started and stopped together. */
export class WatchedState {
  readonly #options: WatchedStateOptions;
  readonly #stopped = new AbortController();
  readonly #cluster: WatchedCluster;
  readonly #log: ChangeLog;
  #run: Promise<unknown> | undefined;

  constructor(options: WatchedStateOptions) {
    this.#options = options;
    this.#log = new ChangeLog({
      ledger: options.ledger,
      syncedAt: () => this.#cluster.syncedAt,
    });
    const recorder = new ChangeRecorder(this.#log);
    this.#cluster = new WatchedCluster({
      watcher: options.watcher,
      onWrite: (kind, write) => recorder.wrote(kind, write),
      onListed: (kind, objects) => recorder.listed(kind, objects),
      ...(options.times && { times: options.times }),
    });
  }

  /** What was seen to change. */
  get changeLog(): ChangeLogReader {
    return this.#log;
  }

  /** Begins to watch, once. */
  start(): void {
    this.#run ??= this.#begin();
  }

  /** Ends all that was started, and writes what is not written yet. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#cluster.close();
    await this.#run;
    await this.#log.close();
  }

  /** Puts memory in front of a reader, and begins to watch where nobody has. */
  reader(direct: KubernetesReader): KubernetesReader {
    this.start();
    return watchedReader(this.#cluster, direct);
  }

  /** Whether memory is in step with the API: how many kinds and objects, and what is not watched. */
  health(): BackendHealth {
    const states = this.#cluster.states();
    const fresh = states.filter(({ isFresh }) => isFresh);
    const waiting = states.filter(({ isFresh, refusal }) => !isFresh && refusal === undefined);
    const objects = states.reduce((sum, state) => sum + state.objects, 0);
    const ages = waiting.flatMap(({ ageSeconds }) => ageSeconds ?? []);
    const { failure } = this.#log;
    const parts = [
      `${fresh.length} of ${states.length} kinds in step, ${objects} objects`,
      ...(waiting.length > 0 ? [`not in step: ${waiting.map(({ kind }) => kind).join(", ")}`] : []),
      ...(ages.length > 0 ? [`oldest confirmed ${Math.round(Math.max(...ages))}s ago`] : []),
      ...(failure === undefined ? [] : [failure.message]),
    ];
    const isWell = waiting.length === 0 && failure === undefined;
    return {
      name: "watched state",
      state: isWell ? "ok" : "degraded",
      detail: parts.join("; "),
    };
  }

  async #begin(): Promise<void> {
    const { signal } = this.#stopped;
    const sources = this.#options.sources(signal);
    await this.#log.open(await clusterOf(sources.kubernetes, signal));
    if (signal.aborted) return;
    this.#cluster.start();
    const { pollSeconds } = this.#options;
    await pollChanges({
      sources,
      onChange: ({ uid, version, change }) =>
        this.#log.add({ uid, resourceVersion: version }, [change]),
      signal,
      ...(pollSeconds !== undefined && { everySeconds: pollSeconds }),
    });
  }
}

/** What tells a cluster from others for as long as it lives; its oldest namespace, where that may be read. */
async function clusterOf(kubernetes: KubernetesReader, signal: AbortSignal): Promise<string> {
  while (!signal.aborted) {
    try {
      const { metadata } = await kubernetes.get("namespaces", { name: "kube-system" });
      return metadata.uid ?? "";
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      if (error.code === "forbidden" || error.code === "not_found") return "";
      await pause(AGAIN_SECONDS, signal);
    }
  }
  return "";
}
