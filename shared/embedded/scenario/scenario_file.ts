import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import { type Scenario, scenarioSchema } from "./scenario_schema.ts";

/** Something wrong in a file, with its place. */
export interface Problem {
  readonly line: number;
  /** Path of the key: `metrics[3].shape.rate`. */
  readonly field: string;
  readonly message: string;
}

/** The file cannot be used; all that is wrong with it, in order of lines. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const sorted = [...problems].sort((left, right) => left.line - right.line);
    const lines = sorted.map(({ line, field, message }) => `  line ${line}, ${field}: ${message}`);
    super(`Cannot load the scenario ${file}:\n${lines.join("\n")}`);
    this.problems = sorted;
  }
}

export type FieldPath = readonly PropertyKey[];

/** A parsed file: its content where it is valid, and the means to say where something is wrong. */
export interface ScenarioFile {
  readonly scenario?: Scenario;
  readonly problems: readonly Problem[];
  /** Makes a problem at the line of a key, or of the nearest key around it that is there. */
  problemAt(path: FieldPath, message: string): Problem;
}

/** Parses and checks one file; every problem is collected, none thrown. */
export function parseScenario(source: string): ScenarioFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, version: "1.2" });
  const problemAt = (path: FieldPath, message: string): Problem => ({
    line: lineOf(document, lineCounter, path),
    field: fieldName(path),
    message,
  });
  const syntax = document.errors.map(({ message, linePos }) => ({
    line: linePos?.[0].line ?? 1,
    field: "yaml",
    message: message.split("\n")[0] ?? message,
  }));
  if (syntax.length > 0) return { problems: syntax, problemAt };
  const parsed = scenarioSchema.safeParse(document.toJS());
  if (parsed.success) return { scenario: parsed.data, problems: [], problemAt };
  const problems = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return problemAt(issue.path, issue.message);
    return issue.keys.map((key) => problemAt([...issue.path, key], "No such key"));
  });
  return { problems, problemAt };
}

function lineOf(document: Document, lineCounter: LineCounter, path: FieldPath): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
  }
  return 1;
}

function fieldName(path: FieldPath): string {
  const name = path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("");
  return name === "" ? "file" : name.replace(/^\./, "");
}
