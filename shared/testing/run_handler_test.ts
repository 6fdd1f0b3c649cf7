import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { z } from "zod";
import { ToolError } from "../errors.ts";
import { answer } from "../render/answer.ts";
import { defineTool, READ_ONLY } from "../tool.ts";
import { fakeContext } from "./fake_context.ts";
import { runHandler } from "./run_handler.ts";

const tool = defineTool({
  name: "test.echo",
  title: "Echo",
  description: "Says a word again.",
  toolset: "core",
  scopes: [],
  annotations: READ_ONLY,
  input: z.strictObject({ word: z.string().describe("The word") }),
  output: z.object({ word: z.string() }),
  needs: [],
  handler: ({ word }, context) => {
    context.report({ message: word, progress: 1 });
    return Promise.resolve({ word, secret: "undeclared" });
  },
  render: ({ word }) => answer({ headline: `Said ${word}` }),
});

describe("runHandler", () => {
  it("gives the checked output and its text", async () => {
    assertEquals(await runHandler(tool, { word: "hi" }), {
      output: { word: "hi" },
      text: "Said hi",
    });
  });

  it("refuses input that does not fit as the server does", async () => {
    const error = await assertRejects(() => runHandler(tool, { wrd: "hi" }), ToolError);
    assertEquals(error.code, "invalid_input");
  });

  it("runs on the context it is given", async () => {
    const context = fakeContext();
    await runHandler(tool, { word: "hi" }, context);
    assertEquals(context.reported, [{ message: "hi", progress: 1 }]);
  });
});
