import type { Entity } from "../entity.ts";

/** How one thing depends on another, read from the first to the second: `Service cart served by Deployment cart`. */
export type EdgeKind =
  | "owned by"
  | "served by"
  | "routes to"
  | "scaled by"
  | "evicted under"
  | "filtered by"
  | "limited by"
  | "configured by"
  | "stores on"
  | "runs as"
  | "runs on"
  | "calls"
  | "asks";

/** Where an edge was read; the last two are guesses. */
export type EdgeSource =
  | "owner reference"
  | "selector"
  | "route"
  | "scale target"
  | "namespace"
  | "env"
  | "envFrom"
  | "volume"
  | "volume claim"
  | "service account"
  | "pod placement"
  | "webhook client"
  | "call metrics"
  | "same name"
  | "address in configuration";

/** One dependency: trouble of `to` can be trouble of `from`. */
export interface Edge {
  readonly from: Entity;
  readonly to: Entity;
  readonly kind: EdgeKind;
  readonly source: EdgeSource;
}
