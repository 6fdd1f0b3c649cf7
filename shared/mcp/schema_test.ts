import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { z } from "zod";
import { ECHO } from "../testing/sample_tools.ts";
import { defineTool } from "../tool.ts";
import { inputSchema, outputSchema } from "./schema.ts";

describe("inputSchema", () => {
  it("describes what a caller sends, defaults included and lengths left out, once per process", () => {
    const { max_tokens: _, ...properties } = Object(inputSchema(ECHO)["properties"]);
    assertEquals({ ...inputSchema(ECHO), properties }, {
      type: "object",
      required: ["text"],
      additionalProperties: false,
      properties: {
        text: { type: "string", description: "What to say, e.g. hello" },
        times: { type: "integer", minimum: 1, maximum: 5, default: 1, description: "How often" },
        namespace: { type: "string", description: "Namespace, e.g. shop" },
      },
    });
    assertStrictEquals(inputSchema(ECHO), inputSchema(ECHO));
  });

  it("leaves out what is true of all JSON", () => {
    const tool = defineTool({
      ...ECHO,
      input: z.strictObject({ n: z.int(), labels: z.record(z.string(), z.string()) }),
      handler: () => Promise.resolve({ said: [] }),
      render: (output) => ECHO.render(output, { text: "", times: 1, max_tokens: 200 }),
    });
    assertEquals(inputSchema(tool)["properties"], {
      n: { type: "integer" },
      labels: { type: "object", additionalProperties: { type: "string" } },
    });
  });
});

describe("outputSchema", () => {
  it("describes the typed output", () => {
    assertEquals(outputSchema(ECHO)["properties"], {
      said: { type: "array", items: { type: "string" } },
    });
  });
});
