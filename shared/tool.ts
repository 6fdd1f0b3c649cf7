import type { z } from "zod";
import type { ToolContext } from "./context.ts";
import type { Answer } from "./render/answer.ts";

/** A right on the Kubernetes API that a tool reads with; the generated ClusterRole is the sum of all. */
export interface Need {
  readonly apiGroup: string;
  readonly resource: string;
  readonly verbs: readonly ("get" | "list" | "watch")[];
}

/** The hints of the MCP specification; a tool states all four. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

export const TOOLSETS = ["core", "data", "ai", "workspace", "tenant"] as const;
export type Toolset = typeof TOOLSETS[number];

export const SCOPES = [
  "telemetry:read",
  "logs:read",
  "sql:read",
  "tenant:admin",
  "workspace:write",
] as const;
export type Scope = typeof SCOPES[number];

/**
 * One tool: what it takes and gives, what it needs, and how its output reads as text.
 *
 * `handler` and `render` are methods so that a list can hold tools of different types.
 */
export interface Tool<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** Canonical dotted name; the file is the name with `_` for `.`. */
  readonly name: string;
  readonly title: string;
  /** For a model: what it gives, and when to use which other tool; at most 600 characters. */
  readonly description: string;
  readonly toolset: Toolset;
  /** The principal must hold all of them. */
  readonly scopes: readonly Scope[];
  readonly annotations: ToolAnnotations;
  readonly input: I;
  /** Enforced: what it does not declare never leaves the server. */
  readonly output: O;
  readonly needs: readonly Need[];
  /** Reads anew on every call: an answer given a moment ago is no answer. */
  readonly live?: true;
  /** Reads and concludes. @throws {ToolError} */
  handler(input: z.output<I>, context: ToolContext): Promise<z.input<O>>;
  /** Turns the checked output into the document a model reads. */
  render(output: z.output<O>, input: z.output<I>): Answer;
}

/** The annotations of every tool that only reads telemetry. */
export const READ_ONLY: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Declares a tool; carries the types of its schemas to its handler. */
export function defineTool<I extends z.ZodType, O extends z.ZodType>(tool: Tool<I, O>): Tool<I, O> {
  return tool;
}
