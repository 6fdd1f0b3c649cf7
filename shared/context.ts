import type { AlertmanagerReader } from "./backends/alertmanager.ts";
import type { KubernetesReader } from "./backends/kubernetes.ts";
import type { LokiReader } from "./backends/loki.ts";
import type { PrometheusReader } from "./backends/prometheus.ts";
import type { BackendHealth } from "./backends/health.ts";
import type { Scope } from "./tool.ts";

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
}

export interface Progress {
  readonly message: string;
  /** Work done so far, and in all where it is known, in the same unit. */
  readonly progress: number;
  readonly total?: number;
}

/** Everything a handler may touch. */
export interface ToolContext extends Clients {
  readonly principal: Principal;
  /** Aborts at the deadline of the call or when the caller goes away; readers honour it by themselves. */
  readonly signal: AbortSignal;
  /** Evidence time: the clock of the data, which stands still in a replay. */
  now(): Date;
  /** Tells a caller who asked for it how far the work is. */
  report(progress: Progress): void;
  /** Asks every backend how it is, the ones not configured included. */
  health(): Promise<readonly BackendHealth[]>;
}
