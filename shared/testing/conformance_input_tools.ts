import {
  acceptedContent,
  createRequestStateCodec,
  type InputRequest,
  inputRequired,
  type InputResponses,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { clientOffers, type FixtureTool, text } from "./conformance_tools.ts";

/** Signs what a call has to remember between two rounds, so that a client cannot change it. */
export const STATE = createRequestStateCodec<{ readonly step: string }>({
  key: "a key for tests alone, at least 32 bytes long",
});

const ELICIT_NAME = elicit("What is your name?", "name", "string");
const ASK_CAPITAL = ask("What is the capital of France?", 100);
const LIST_ROOTS = inputRequired.listRoots();

/** Tools that need something from the client before they can answer, over one or more rounds. */
export const INPUT_TOOLS: Readonly<Record<string, FixtureTool>> = {
  test_input_required_result_elicitation: needs({ user_name: ELICIT_NAME }),
  test_input_required_result_sampling: needs({ capital_question: ASK_CAPITAL }),
  test_input_required_result_list_roots: needs({ client_roots: LIST_ROOTS }),
  test_streaming_elicitation: needs({ user_name: ELICIT_NAME }),
  test_input_required_result_request_state: needs(
    { confirm: elicit("Please confirm", "ok", "boolean") },
    "confirm",
  ),
  test_input_required_result_tampered_state: needs(
    { confirm: elicit("Please confirm", "ok", "boolean") },
    "confirm",
  ),
  test_input_required_result_multiple_inputs: needs({
    user_name: ELICIT_NAME,
    greeting: ask("Generate a greeting", 50),
    client_roots: LIST_ROOTS,
  }, "several"),
  test_input_required_result_multi_round: {
    description: "Asks for a name, then for a color",
    async run({ context }) {
      const round = context.mcpReq.requestState<{ readonly step: string }>()?.step;
      if (round === "step2") return { content: [text("Both answered, state-ok")] };
      const [step, request] = round === "step1"
        ? ["step2", elicit("Step 2: What is your favorite color?", "color", "string")] as const
        : ["step1", elicit("Step 1: What is your name?", "name", "string")] as const;
      return inputRequired({
        inputRequests: { [step]: request },
        requestState: await STATE.mint({ step }, context),
      });
    },
  },
  test_input_required_result_capabilities: {
    description: "Asks only for what the client can give",
    run({ context: { mcpReq: { envelope } } }) {
      return Promise.resolve(inputRequired({
        inputRequests: {
          ...(clientOffers(envelope, "sampling") && { question: ASK_CAPITAL }),
          ...(clientOffers(envelope, "elicitation") && { user_name: ELICIT_NAME }),
        },
      }));
    },
  },
};

/** What a prompt asks the client for before it can be given. */
export const PROMPT_INPUT = {
  user_context: elicit("What context should the prompt use?", "context", "string"),
};

/** Whether a client has answered all the questions, in the shape each asks for. */
export function answered(
  requests: Readonly<Record<string, InputRequest>>,
  responses: Readonly<Record<string, unknown>> | undefined,
): boolean {
  return Object.entries(requests).every(([key, { method }]) =>
    method === "elicitation/create"
      ? hasValidContent(responses, key)
      : responses?.[key] !== undefined
  );
}

function hasValidContent(
  responses: Readonly<Record<string, unknown>> | undefined,
  key: string,
): boolean {
  const content = acceptedContent(responses as InputResponses | undefined, key);
  return content !== undefined &&
    Object.values(content).every((value) => ["string", "boolean"].includes(typeof value));
}

function needs(inputRequests: Record<string, InputRequest>, step?: string): FixtureTool {
  return {
    description: `Asks the client for ${Object.keys(inputRequests).join(", ")}`,
    async run({ context }) {
      const { inputResponses } = context.mcpReq;
      if (answered(inputRequests, inputResponses) && isExpectedRound(context, step)) {
        return { content: [text(`state-ok ${JSON.stringify(inputResponses)}`)] };
      }
      return inputRequired({
        inputRequests,
        ...(step !== undefined && { requestState: await STATE.mint({ step }, context) }),
      });
    },
  };
}

function isExpectedRound({ mcpReq }: ServerContext, step: string | undefined): boolean {
  return step === undefined ||
    mcpReq.requestState<{ readonly step: string }>()?.step === step;
}

function elicit(message: string, field: string, type: "string" | "boolean"): InputRequest {
  return inputRequired.elicit({
    message,
    requestedSchema: {
      type: "object",
      properties: { [field]: type === "string" ? { type } : { type } },
      required: [field],
    },
  });
}

function ask(question: string, maxTokens: number): InputRequest {
  return inputRequired.createMessage({
    messages: [{ role: "user", content: { type: "text", text: question } }],
    maxTokens,
  });
}
