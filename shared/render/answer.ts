import type { Coverage } from "./coverage.ts";

/** A tool call an agent can make next, printed as `name {json}`. */
export interface Call {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What the call would show, in a few words. */
  readonly why?: string;
}

export type Cell = string | number | boolean | null | undefined;

/** Rows ranked best first; the layout drops rows from the end and prints `shown/total`. */
export interface TableSection {
  readonly kind: "table";
  readonly title?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How many there are in all, when more than the rows given. */
  readonly total?: number;
  /** Whose the cells are, when they are somebody else's; fenced where one of them reads like prose. */
  readonly source?: string;
  /** The exact call that shows the rest. */
  readonly rest?: Call;
  /** Larger keeps its rows longer when the budget is short. @default 1 */
  readonly weight?: number;
}

/** Label and value pairs on lines of their own, most important first. */
export interface FactsSection {
  readonly kind: "facts";
  readonly title?: string;
  readonly facts: readonly (readonly [label: string, value: Cell])[];
  /** Whose the values are, when they are somebody else's; fenced where one of them reads like prose. */
  readonly source?: string;
  readonly weight?: number;
}

/** Text that somebody else wrote (log lines, messages): fenced, so that a model can tell data from instruction. */
export interface UntrustedSection {
  readonly kind: "untrusted";
  readonly title?: string;
  /** Where the lines come from, e.g. `pod shop/cart-1 container cart`. */
  readonly source: string;
  /** Most important first; each may be cut at the line cap. */
  readonly lines: readonly string[];
  readonly total?: number;
  readonly rest?: Call;
  readonly weight?: number;
}

/** A query that reproduces a figure of the answer. */
export interface QuerySection {
  readonly kind: "query";
  readonly language: "promql" | "logql";
  readonly query: string;
  readonly weight?: number;
}

export type Section = TableSection | FactsSection | UntrustedSection | QuerySection;

/** What a tool says: the verdict first, then sections in order of importance, coverage, and calls to make next. */
export interface Answer {
  readonly headline: string;
  readonly sections: readonly Section[];
  readonly coverage: readonly Coverage[];
  readonly next: readonly Call[];
}

/** Makes an answer document, filling what was left out with nothing. */
export function answer(parts: Pick<Answer, "headline"> & Partial<Answer>): Answer {
  return { sections: [], coverage: [], next: [], ...parts };
}
