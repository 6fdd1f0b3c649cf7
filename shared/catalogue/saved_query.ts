/** What a saved query can be narrowed to; without any it answers for the whole cluster. */
export const QUERY_SCOPES = [
  "namespace",
  "workload",
  "pod",
  "container",
  "service",
  "ingress",
  "node",
  "pvc",
  "job",
] as const;
export type QueryScope = typeof QUERY_SCOPES[number];

/** What a query is narrowed to, by scope. */
export type ScopeValues = Readonly<Partial<Record<QueryScope, string>>>;

/** One way to ask the question, for the metrics that a cluster has. */
export interface QueryVariant {
  /**
   * The query. A matcher whose value has a place such as `{{namespace}}` is filled with the scope, or left out with it.
   */
  readonly text: string;
  /** Metrics without which it answers nothing; empty for LogQL. */
  readonly needs: readonly string[];
}

/** A question that is asked in most incidents, with the queries that answer it. */
export interface SavedQuery {
  readonly id: string;
  readonly title: string;
  /** The question, as a person would ask it. */
  readonly question: string;
  readonly language: "promql" | "logql";
  readonly scopes: readonly QueryScope[];
  /** Scopes without which it would read too much. */
  readonly required?: readonly QueryScope[];
  /** Best first; the first one whose metrics exist is used. */
  readonly variants: readonly [QueryVariant, ...QueryVariant[]];
  /** Of the values; where `figures` differ, by figure. */
  readonly unit: string;
  /** Which direction is bad; `none` where only a change says something. */
  readonly bad: "high" | "low" | "none";
  /** Value from which it deserves a look. */
  readonly threshold?: number;
  /** Range that shows its course. */
  readonly window: string;
  /** What one row is. */
  readonly output: string;
  /** Queries to look at next. */
  readonly related: readonly string[];
}

/** Puts several figures of one kind of row into one query, told apart by the label `figure`. */
export function figures(parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts)
    .map(([name, expr]) => `label_replace(${expr}, "figure", "${name}", "", "")`)
    .join(" or ");
}
