import type { ChangeLogReader } from "./analysis/changes/change_log.ts";
import type { AlertmanagerReader } from "./backends/alertmanager.ts";
import type { KubernetesReader } from "./backends/kubernetes.ts";
import type { LokiReader } from "./backends/loki.ts";
import type { NodeFactsReader } from "./backends/node_facts.ts";
import type { PrometheusReader } from "./backends/prometheus.ts";
import type { BackendHealth } from "./backends/health.ts";
import type { Incident } from "./catalogue/incident.ts";
import type { Config } from "./config.ts";
import type { ErrorCode } from "./errors.ts";
import type { AnswerCache } from "./storage/answer_cache.ts";
import type { WrittenIncident } from "./storage/incident_file.ts";
import type { IncidentFolder } from "./storage/incident_folder.ts";
import type { Scope, Tool } from "./tool.ts";

/** Who calls, as verified by the server; never taken from arguments. */
export interface Principal {
  readonly tenant: string;
  readonly user: string;
  readonly scopes: readonly Scope[];
  /** The namespaces it may see; absent means the whole cluster. */
  readonly namespaces?: readonly string[];
}

/** The upstream readers, already narrowed to a principal. */
export interface Clients {
  readonly kubernetes: KubernetesReader;
  readonly prometheus: PrometheusReader;
  readonly loki: LokiReader;
  readonly alertmanager: AlertmanagerReader;
  readonly nodeFacts: NodeFactsReader;
  /** What was seen to change; absent where nobody watches. */
  readonly changeLog?: ChangeLogReader;
}

export interface Progress {
  readonly message: string;
  /** Work done so far, and in all where it is known, in the same unit. */
  readonly progress: number;
  readonly total?: number;
}

/** Keeps recorded incidents. */
export interface IncidentKeeper {
  /** Replaces secrets and writes under a name that no caller chooses. @throws {ToolError} */
  keep(incident: Incident): Promise<WrittenIncident>;
}

/** Everything a handler may touch. */
export interface ToolContext extends Clients {
  readonly principal: Principal;
  /** Aborts at the deadline of the call or when the caller goes away; readers honour it by themselves. */
  readonly signal: AbortSignal;
  /** Evidence time: the clock of the data, one moment to the second for a whole call; stands still in a replay. */
  now(): Date;
  /** The same context with readers that give up after so long: what is late becomes coverage, and the rest still answers. */
  within(seconds: number): ToolContext;
  /** Tells a caller who asked for it how far the work is. */
  report(progress: Progress): void;
  /** Asks every backend how it is, the ones not configured included. */
  health(): Promise<readonly BackendHealth[]>;
  /** Absent where no folder for recorded incidents is configured. */
  readonly incidents?: IncidentKeeper;
}

/** How one call ended; written to metrics, log and trace. */
export interface CallRecord {
  readonly tool: string;
  readonly principal: Principal;
  readonly status: "ok" | ErrorCode;
  readonly durationSeconds: number;
  /** Estimated tokens of the text; absent on the JSON route. */
  readonly tokens?: number;
  /** What went wrong underneath; logged, never sent. */
  readonly cause?: unknown;
}

/** How one upstream request ended. */
export interface BackendRecord {
  readonly backend: string;
  readonly status: "ok" | ErrorCode;
  readonly durationSeconds: number;
  /** `hit` from the cache, `shared` with a request in flight, `miss` sent. */
  readonly cache: "hit" | "shared" | "miss";
}

/** Where calls are counted; the composition root decides what becomes of them. */
export interface Recorder {
  callStarted(tool: string): void;
  callEnded(record: CallRecord): void;
  backendCall(record: BackendRecord): void;
}

/** Everything one process holds: built once from the configuration, never global. */
export interface Runtime {
  readonly config: Config;
  /** All tools of this process, enabled or not, in order of name. */
  readonly tools: readonly Tool[];
  readonly recorder: Recorder;
  /** Answers given a moment ago, by scope and call. */
  readonly answers: AnswerCache;
  /** Keys the pseudonyms that stand for redacted values. */
  readonly redactionKey: string;
  /** Where recorded incidents are kept, if anywhere. */
  readonly incidents?: IncidentFolder;
  /** Evidence time. */
  now(): Date;
  /** The principal of a bearer token, or of nobody where development allows it; `undefined` is refused. */
  identify(bearerToken: string | undefined): Promise<Principal | undefined>;
  /** The readers of one call, narrowed to its principal and bound to its signal. */
  clients(principal: Principal, signal: AbortSignal): Clients;
  /** Asks every backend how it is. */
  health(signal: AbortSignal): Promise<readonly BackendHealth[]>;
  /** Begins what a server keeps up beside its calls, such as watches; else the first call that needs it does. */
  start(): void;
  close(): Promise<void>;
}
