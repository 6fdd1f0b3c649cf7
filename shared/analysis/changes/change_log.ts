import type { Change } from "./change.ts";

export interface ChangeLogQuery {
  readonly start: Date;
  readonly end: Date;
  /** Leaves out what belongs to other namespaces; what belongs to none stays. */
  readonly namespace?: string;
  readonly limit?: number;
}

/** The changes that were seen while somebody watched. All throw {ToolError}. */
export interface ChangeLogReader {
  since(query: ChangeLogQuery): Promise<{
    /** Newest first. */
    readonly changes: readonly Change[];
    /** Since when the log misses nothing; `undefined` before the first sync. */
    readonly historyStart: Date | undefined;
  }>;
}
