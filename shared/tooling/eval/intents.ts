/** What an investigator wants to know, and how each server is asked for it. */

import type { ToolCall } from "./mcp_connection.ts";
import type { Named } from "./printed_names.ts";

/** What an intent is about. */
export interface Subject extends Named {
  /** Pods of it that the server has printed, the newest printed last. */
  readonly pods: readonly string[];
}

/** What is asked about the course of something. */
export const MEASURES = ["errors", "latency", "cpu", "memory"] as const;
export type Measure = typeof MEASURES[number];

type Calls = readonly ToolCall[];

/**
 * How a server is asked for each intent, at most two calls each, in its best documented use; no calls where it has
 * nothing to say.
 */
export interface Adapter {
  readonly overview: () => Calls;
  readonly alerts: () => Calls;
  readonly unhealthy: () => Calls;
  readonly workload: (subject: Subject) => Calls;
  readonly object: (subject: Subject) => Calls;
  readonly events: (subject: Subject) => Calls;
  readonly logs: (subject: Subject) => Calls;
  readonly metric: (subject: Subject, measure: Measure) => Calls;
  readonly changes: (subject: Subject) => Calls;
  readonly deps: (subject: Subject) => Calls;
  readonly node: (subject: Subject) => Calls;
  /** The one best call of somebody who pastes the symptom. */
  readonly paste: (symptom: string) => ToolCall;
  /** Whether an answer says that there is an incident; a server that gives no verdict never does. */
  readonly namesIncident: (text: string) => boolean;
}

export function call(tool: string, given: Readonly<Record<string, unknown>> = {}): ToolCall {
  return { tool, arguments: given };
}

/** The namespace as an argument, where there is one. */
export function within(namespace: string): { readonly namespace?: string } {
  return namespace === "" ? {} : { namespace };
}
