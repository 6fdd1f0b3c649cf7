/** A change as it is kept; replicas that saw the same write give it the same key. */
export interface LedgerChange {
  readonly cluster: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly field: string;
  readonly atMs: number;
  /** What changed, as JSON. */
  readonly text: string;
}

/** The last state of an object whose changes are kept, to be compared with after a restart. */
export interface LedgerObject {
  readonly cluster: string;
  /** What kind of object, as its owner names it. */
  readonly kind: string;
  readonly uid: string;
  /** The object as JSON. */
  readonly text: string;
}

export interface LedgerRetention {
  readonly cluster: string;
  readonly beforeMs: number;
  readonly most: number;
}

/** Keeps what a restart must not lose. All throw {ToolError} `internal`. */
export interface Ledger {
  /** Keeps changes; one that is known by its key stays as it is. */
  addChanges(changes: readonly LedgerChange[]): Promise<void>;
  /** The newest changes of a cluster, newest first. */
  changes(query: { readonly cluster: string; readonly limit: number }): Promise<
    readonly LedgerChange[]
  >;
  /** Forgets changes that are too old or too many. */
  forgetChanges(retention: LedgerRetention): Promise<void>;
  putObjects(objects: readonly LedgerObject[]): Promise<void>;
  removeObjects(objects: readonly Pick<LedgerObject, "cluster" | "kind" | "uid">[]): Promise<void>;
  objects(query: Pick<LedgerObject, "cluster" | "kind">): Promise<readonly LedgerObject[]>;
  /** A single value under a name, such as when a history began. */
  value(name: string): Promise<string | undefined>;
  putValue(name: string, value: string): Promise<void>;
  close(): Promise<void>;
}
