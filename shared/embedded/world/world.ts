import type { AlertmanagerAlert, Silence } from "../../analysis/alert.ts";
import type { NodeFacts } from "../../catalogue/node_facts.ts";
import type { LogRule } from "../logs/log_rules.ts";
import type { MetricRule } from "../metrics/metric_rules.ts";
import type { ObjectStore } from "./object_store.ts";
import type { TrafficService } from "./traffic.ts";

/** A right taken from the reader in one namespace. */
export interface Denial {
  readonly namespace: string;
  /** `resource`, `resource/subresource`, or `resource.group` with all its subresources. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

export const SOURCES = ["loki", "prometheus", "alertmanager", "metrics-api"] as const;
export type Source = typeof SOURCES[number];

/** Everything the five APIs answer from: objects over time, and rules from which samples and lines are computed. */
export interface World {
  readonly seed: number;
  /** The clock stands still here. */
  readonly nowMs: number;
  /** Where metrics and logs begin: six hours before. */
  readonly startMs: number;
  readonly store: ObjectStore;
  readonly traffic: readonly TrafficService[];
  readonly hosts: ReadonlyMap<string, NodeFacts>;
  readonly alerts: readonly AlertmanagerAlert[];
  readonly silences: readonly Silence[];
  /** Changes to the generated series, and series beside them. */
  readonly metricRules: readonly MetricRule[];
  /** Lines beside the generated ones. */
  readonly logRules: readonly LogRule[];
  readonly denials: readonly Denial[];
  /** The source that does not answer. */
  readonly away?: Source;
}

export const HISTORY_MS = 6 * 3_600_000;
