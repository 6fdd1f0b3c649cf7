/** What a figure is about, which decides how the labels of its series name it. */
const SIGNAL_SUBJECTS = [
  "service",
  "container",
  "node",
  "claim",
  "consumer",
  "ingress",
  "dns",
  "api server",
  "client",
] as const;
export type SignalSubject = typeof SIGNAL_SUBJECTS[number];

/** One way to ask for a figure, for the metrics that a cluster has. */
export interface SignalVariant {
  /**
   * Aggregated by the server. `{{range}}` is the range of its rates, other places in matchers are scopes.
   */
  readonly text: string;
  /** Metrics without which it answers nothing. */
  readonly needs: readonly string[];
}

/** One figure that is compared with its own past in every scan. */
export interface SignalRow {
  readonly id: string;
  /** The question, as a person would ask it. */
  readonly question: string;
  /** Figures of one group are read with one query. */
  readonly group: SignalGroup;
  /** Best first; the first one whose metrics exist is used. */
  readonly variants: readonly [SignalVariant, ...SignalVariant[]];
  readonly subject: SignalSubject;
  readonly unit: string;
  /** The direction that hurts; `none` where a shift only explains others. */
  readonly bad: "high" | "low" | "none";
  /** Smallest shift that matters, in its unit and as a share of the baseline. */
  readonly floors: { readonly absolute: number; readonly relative: number };
  /** Value from which it is bad whatever it was before. */
  readonly threshold?: number;
  /** A counter's rate that no series reports was 0; of other figures nothing is known then. */
  readonly absent?: 0;
  /** As what those of its series are compared, by code, that count requests which failed. */
  readonly failures?: Pick<SignalRow, "id" | "floors">;
}

/** One figure of a query, and what shows it alone. */
export interface SignalFigure {
  readonly row: SignalRow;
  readonly expr: string;
}

/** Every group is one range query. */
export const SIGNAL_GROUPS = [
  "requests",
  "latency",
  "calls",
  "containers",
  "nodes",
  "queues",
  "control plane",
  "edge",
  "pools",
] as const;
export type SignalGroup = typeof SIGNAL_GROUPS[number];

// Istio's 0 is a connection that broke.
const FAILED_CODE = /^(?:5\d\d|401|403|429|0|failed|STATUS_CODE_ERROR)$/;

/** Tells whether an answer says that a request failed, or was refused for who asked or how often. */
export function isFailure(code: string): boolean {
  return FAILED_CODE.test(code);
}
