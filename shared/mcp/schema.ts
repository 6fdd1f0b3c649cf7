import { z } from "zod";
import type { Tool } from "../tool.ts";

/** A JSON Schema (draft 2020-12) of an object. */
export interface ObjectSchema extends Readonly<Record<string, unknown>> {
  readonly type: "object";
}

const inputSchemas = new WeakMap<Tool, ObjectSchema>();
const outputSchemas = new WeakMap<Tool, ObjectSchema>();

/** The JSON Schema of a tool's arguments, converted once per process. */
export function inputSchema(tool: Tool): ObjectSchema {
  return memoised(inputSchemas, tool, () => objectSchema(tool.input, "input"));
}

/** The JSON Schema of a tool's typed output, converted once per process. */
export function outputSchema(tool: Tool): ObjectSchema {
  return memoised(outputSchemas, tool, () => objectSchema(tool.output, "output"));
}

function memoised(
  schemas: WeakMap<Tool, ObjectSchema>,
  tool: Tool,
  convert: () => ObjectSchema,
): ObjectSchema {
  const known = schemas.get(tool);
  if (known !== undefined) return known;
  const converted = convert();
  schemas.set(tool, converted);
  return converted;
}

function objectSchema(type: z.ZodType, io: "input" | "output"): ObjectSchema {
  // `$schema` names the dialect that the protocol already prescribes.
  const { $schema: _, ...schema } = z.toJSONSchema(type, {
    target: "draft-2020-12",
    io,
    unrepresentable: "any",
    override: ({ jsonSchema }) => dropWhatSaysNothing(jsonSchema),
  });
  return { ...schema, type: "object" };
}

// zod states the bounds of a double for every integer and that the keys of a record are strings:
// true of all JSON, and paid for in tokens by every model that reads the list.
function dropWhatSaysNothing(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  // Lengths only stop abuse: nobody who means a name or a query comes near them, and a refusal states them.
  delete schema.minLength;
  delete schema.maxLength;
  if (JSON.stringify(schema.propertyNames) === '{"type":"string"}') delete schema.propertyNames;
}
