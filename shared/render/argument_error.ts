import { z } from "zod";
import { quoted, ToolError } from "../errors.ts";
import { nearestName } from "../query/nearest_name.ts";

interface Arguments {
  readonly name: string;
  readonly input: z.ZodType;
}

/**
 * Says what is wrong with the arguments of a call, with a corrected call as the hint.
 *
 * A misspelt argument is renamed, an unknown one dropped, a missing or wrong one shown as its description.
 */
export function argumentError(tool: Arguments, given: unknown, error: z.ZodError): ToolError {
  const known = descriptions(tool.input);
  if (!isRecord(given)) {
    return new ToolError("invalid_input", "Cannot read arguments that are not a JSON object", {
      hint: `Call ${tool.name} {} with any of: ${[...known.keys()].join(", ")}`,
    });
  }
  const problems = error.issues.flatMap((issue) => describe(issue, given, known));
  return new ToolError("invalid_input", `Cannot use the arguments: ${problems.join("; ")}`, {
    hint: `Call ${tool.name} ${JSON.stringify(correct(given, error.issues, known))}`,
  });
}

function describe(
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<string, string>,
): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const near = nearestName(key, known.keys());
      return `${quoted(key)} is unknown${near === undefined ? "" : `, did you mean ${near}`}`;
    });
  }
  const key = String(issue.path[0] ?? "");
  const problem = given[key] === undefined
    ? "is missing"
    : lowered(issue.message.replace("Invalid input: ", ""));
  return [`${key} ${problem}${known.get(key) ? ` (${known.get(key)})` : ""}`];
}

function correct(
  given: Readonly<Record<string, unknown>>,
  issues: readonly z.core.$ZodIssue[],
  known: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const wrong = new Set(issues.map((issue) => String(issue.path[0] ?? "")));
  const corrected: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const name = known.has(key) ? key : nearestName(key, known.keys());
    // A value under its own name that is wrong stays out; one that was misspelt may be right.
    if (name !== undefined && !(wrong.has(name) && name === key)) corrected[name] = clipped(value);
  }
  for (const name of wrong) {
    if (known.has(name) && corrected[name] === undefined && given[name] === undefined) {
      corrected[name] = `<${name}>`;
    }
  }
  return corrected;
}

const CLIP_CHARACTERS = 120;

function clipped(value: unknown): unknown {
  return typeof value === "string" && value.length > CLIP_CHARACTERS
    ? `${value.slice(0, CLIP_CHARACTERS)}…`
    : value;
}

function descriptions(input: z.ZodType): ReadonlyMap<string, string> {
  if (!(input instanceof z.ZodObject)) return new Map();
  return new Map(
    Object.entries(input.shape).map(([name, field]) => [name, fieldDescription(field)]),
  );
}

function fieldDescription(field: unknown): string {
  return field instanceof z.ZodType ? field.description ?? "" : "";
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
