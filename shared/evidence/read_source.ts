import { type CoverageState, ToolError } from "../errors.ts";
import type { Coverage } from "../render/coverage.ts";

/** What one source said, or why it said nothing. */
export interface SourceReading<T> {
  readonly value: T | undefined;
  readonly coverage: Coverage;
  /** Why there is no value. */
  readonly error?: ToolError;
}

export interface ReadSourceOptions<T> {
  /** What a value means for coverage. @default `empty` for an array or map without members, else `ok` */
  readonly stateOf?: (value: T) => CoverageState;
}

/**
 * Reads one source of several: a failure becomes coverage, so that the other sources still answer.
 *
 * Anything but a ToolError is a defect and passes through.
 */
export async function readSource<T>(
  source: string,
  read: () => Promise<T>,
  options: ReadSourceOptions<T> = {},
): Promise<SourceReading<T>> {
  try {
    const value = await read();
    const state = (options.stateOf ?? stateOfMembers)(value);
    return { value, coverage: { source, state } };
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    const coverage = { source, state: error.coverage, detail: error.message };
    return { value: undefined, coverage, error };
  }
}

function stateOfMembers(value: unknown): CoverageState {
  if (Array.isArray(value)) return value.length === 0 ? "empty" : "ok";
  if (value instanceof Map) return value.size === 0 ? "empty" : "ok";
  return "ok";
}
