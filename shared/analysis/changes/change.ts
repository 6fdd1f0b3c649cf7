import type { Entity } from "../entity.ts";

/** What kind of thing changed; decides how likely a change is to break something. */
export const CHANGE_KINDS = [
  "rollout",
  "config",
  "scale",
  "network",
  "policy",
  "node",
  "created",
  "deleted",
  "secret",
  "helm",
  "alert",
  "host",
  "other",
] as const;
export type ChangeKind = typeof CHANGE_KINDS[number];

/** Where a change was read: the watched history, or traces that the objects, series and hosts keep. */
export type ChangeSource =
  | "change log"
  | "replica sets"
  | "managed fields"
  | "object ages"
  | "series"
  | "alerts"
  | "hosts"
  | "events";

/** One field of one object that became another. */
export interface Change {
  /** RFC 3339. */
  readonly at: string;
  readonly entity: Entity;
  readonly kind: ChangeKind;
  /** The field as people name it: `image of cart`, `spec.selector.app`, `data.TIMEOUT`. */
  readonly field: string;
  /** Absent where it is unknown, or was not there. */
  readonly from?: string;
  /** Absent where it is unknown, or was taken away. */
  readonly to?: string;
  /** The field manager or host that wrote it. */
  readonly by?: string;
  readonly source: ChangeSource;
}
