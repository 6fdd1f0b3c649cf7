import {
  type GetPromptResult,
  inputRequired,
  type InputRequiredResult,
  type Prompt,
  type PromptMessage,
  type Server,
} from "@modelcontextprotocol/server";
import { invalidParams } from "../mcp/protocol_failure.ts";
import { answered, PROMPT_INPUT } from "./conformance_input_tools.ts";
import { PNG_BASE64 } from "./conformance_tools.ts";

const SIMPLE = "This is a simple prompt for testing.";

const PROMPTS: readonly Prompt[] = [
  { name: "test_simple_prompt", description: "Gives text" },
  {
    name: "test_prompt_with_arguments",
    description: "Gives text with two arguments",
    arguments: [
      { name: "arg1", description: "First", required: true },
      { name: "arg2", description: "Second", required: true },
    ],
  },
  {
    name: "test_prompt_with_embedded_resource",
    description: "Gives a resource",
    arguments: [{ name: "resourceUri", description: "Which", required: true }],
  },
  { name: "test_prompt_with_image", description: "Gives an image" },
  { name: "test_input_required_result_prompt", description: "Asks for context first" },
];

/** Answers the prompt methods as the conformance suite expects. */
export function servePromptFixtures(server: Server): void {
  server.setRequestHandler("prompts/list", () => ({ prompts: [...PROMPTS] }));
  server.setRequestHandler(
    "prompts/get",
    ({ params: { name, arguments: given = {} } }, { mcpReq }) => {
      if (name === "test_input_required_result_prompt") return withContext(mcpReq.inputResponses);
      const messages = messagesOf(name, given);
      if (messages === undefined) throw invalidParams("prompt_not_found", "Cannot find the prompt");
      return { messages };
    },
  );
  server.setRequestHandler("completion/complete", () => ({
    completion: { values: ["paris", "park", "party"], total: 3, hasMore: false },
  }));
}

function withContext(
  responses: Record<string, unknown> | undefined,
): GetPromptResult | InputRequiredResult {
  if (!answered(PROMPT_INPUT, responses)) return inputRequired({ inputRequests: PROMPT_INPUT });
  return { messages: [said(JSON.stringify(responses))] };
}

function messagesOf(name: string, given: Readonly<Record<string, string>>) {
  const messages: Readonly<Record<string, PromptMessage[]>> = {
    test_simple_prompt: [said(SIMPLE)],
    test_prompt_with_arguments: [
      said(`Prompt with arguments: arg1='${given["arg1"]}', arg2='${given["arg2"]}'`),
    ],
    test_prompt_with_embedded_resource: [
      {
        role: "user",
        content: {
          type: "resource",
          resource: {
            uri: given["resourceUri"] ?? "",
            mimeType: "text/plain",
            text: "Embedded resource content for testing.",
          },
        },
      },
      said("Please process the embedded resource above."),
    ],
    test_prompt_with_image: [
      { role: "user", content: { type: "image", data: PNG_BASE64, mimeType: "image/png" } },
      said("Please analyze the image above."),
    ],
  };
  return messages[name];
}

function said(text: string): PromptMessage {
  return { role: "user", content: { type: "text", text } };
}
