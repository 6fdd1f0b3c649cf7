import type { Entity } from "../entity.ts";

export type NoveltyKind = "new" | "gone" | "louder";

/** A log template of one workload that is new, gone or much more frequent than before. */
export interface LogShift {
  /** The workload that wrote it. */
  readonly entity: Entity;
  readonly kind: NoveltyKind;
  readonly level?: string;
  readonly template: string;
  /** The newest line as it was written, data. */
  readonly sample: string;
  /** Lines in the window. */
  readonly count: number;
  /** Lines that the baseline would have had in a window of that length. */
  readonly expected: number;
  /** RFC 3339, of the first line in the window. */
  readonly since: string;
  readonly lastAt: string;
  /** Pods and nodes that wrote it; one node of many points at the node. */
  readonly pods: readonly string[];
  readonly nodes: readonly string[];
  /** The LogQL that shows the lines; absent when they were read through the Kubernetes API. */
  readonly logql?: string;
  /** The container of a pod whose last, ended run wrote it. */
  readonly previousOf?: string;
}
