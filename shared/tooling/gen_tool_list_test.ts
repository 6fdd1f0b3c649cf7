import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { z } from "zod";
import { answer } from "../render/answer.ts";
import { defineTool, READ_ONLY } from "../tool.ts";
import { toolListText } from "./gen_tool_list.ts";

const tool = defineTool({
  name: "k8s.pods",
  title: "Pods",
  description: "Lists pods | containers, e.g. of shop. Not for logs.",
  toolset: "core",
  scopes: [],
  annotations: READ_ONLY,
  input: z.strictObject({
    namespace: z.string().describe("Namespace"),
    limit: z.number().default(5).describe("Most rows"),
  }),
  output: z.object({}),
  needs: [],
  handler: () => Promise.resolve({}),
  render: () => answer({ headline: "x" }),
});

describe("toolListText", () => {
  it("holds what a model reads about each tool", () => {
    const [listed] = JSON.parse(toolListText([tool]));
    assertEquals(listed.name, "k8s.pods");
    assertEquals(listed.inputSchema.properties.limit.description, "Most rows");
    assertEquals(listed.inputSchema.required, ["namespace"]);
  });
});
