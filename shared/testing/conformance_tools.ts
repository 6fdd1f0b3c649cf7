import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ContentBlock,
  type InputRequiredResult,
  MissingRequiredClientCapabilityError,
  type ServerContext,
  type ServerNotifier,
  type Tool,
} from "@modelcontextprotocol/server";

/** A red pixel. */
export const PNG_BASE64 =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const WAV_BASE64 = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";

export interface FixtureCall {
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly context: ServerContext;
  readonly notify: ServerNotifier;
}

/** A tool that exists for the conformance suite alone. */
export interface FixtureTool {
  readonly description: string;
  readonly inputSchema?: Tool["inputSchema"];
  run(call: FixtureCall): Promise<CallToolResult | InputRequiredResult>;
}

/** Tools that show every kind of content and every message a call may send. */
export const CONTENT_TOOLS: Readonly<Record<string, FixtureTool>> = {
  test_simple_text: fixed("Gives text", text("This is a simple text response for testing.")),
  test_image_content: fixed("Gives an image", image()),
  test_audio_content: fixed("Gives a sound", {
    type: "audio",
    data: WAV_BASE64,
    mimeType: "audio/wav",
  }),
  test_embedded_resource: fixed("Gives a resource", {
    type: "resource",
    resource: {
      uri: "test://embedded-resource",
      mimeType: "text/plain",
      text: "This is an embedded resource content.",
    },
  }),
  test_multiple_content_types: fixed(
    "Gives several kinds of content",
    text("Multiple content types test:"),
    image(),
    {
      type: "resource",
      resource: {
        uri: "test://mixed-content-resource",
        mimeType: "application/json",
        text: '{"test":"data","value":123}',
      },
    },
  ),
  test_error_handling: {
    description: "Fails",
    run: () =>
      Promise.resolve({
        isError: true,
        content: [text("This tool intentionally returns an error for testing")],
      }),
  },
  test_tool_with_progress: {
    description: "Reports progress three times",
    async run({ context: { mcpReq } }) {
      const progressToken = mcpReq._meta?.progressToken;
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined) {
          const params = { progressToken, progress, total: 100 };
          await mcpReq.notify({ method: "notifications/progress", params });
        }
        await pause();
      }
      return { content: [text("Done")] };
    },
  },
  test_tool_with_logging: {
    description: "Logs three times",
    async run({ context: { mcpReq } }) {
      for (const step of ["execution started", "processing data", "execution completed"]) {
        await mcpReq.log("info", `Tool ${step}`);
        await pause();
      }
      return { content: [text("Done")] };
    },
  },
  test_logging_tool: {
    description: "Logs once, to who asked for logs",
    async run({ context: { mcpReq } }) {
      await mcpReq.log("info", "Tool called");
      return { content: [text("Done")] };
    },
  },
  test_missing_capability: {
    description: "Needs a client that offers sampling",
    run({ context: { mcpReq } }) {
      if (!clientOffers(mcpReq.envelope, "sampling")) {
        throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
      }
      return Promise.resolve({ content: [text("Done")] });
    },
  },
  test_trigger_tool_change: {
    description: "Tells subscribers that the tools changed",
    run({ notify }) {
      notify.toolsChanged();
      return Promise.resolve({ content: [text("Told")] });
    },
  },
  test_trigger_prompt_change: {
    description: "Tells subscribers that the prompts changed",
    run({ notify }) {
      notify.promptsChanged();
      return Promise.resolve({ content: [text("Told")] });
    },
  },
  json_schema_2020_12_tool: {
    description: "Takes arguments whose schema uses every keyword of JSON Schema 2020-12",
    inputSchema: schemaOfEveryKeyword(),
    run: () => Promise.resolve({ content: [text("Done")] }),
  },
};

/** Whether the client of a request declared a capability. */
export function clientOffers(envelope: object | undefined, capability: string): boolean {
  const declared: unknown = Reflect.get(envelope ?? {}, CLIENT_CAPABILITIES_META_KEY);
  return typeof declared === "object" && declared !== null && capability in declared;
}

export function text(value: string): ContentBlock {
  return { type: "text", text: value };
}

function image(): ContentBlock {
  return { type: "image", data: PNG_BASE64, mimeType: "image/png" };
}

function fixed(description: string, ...content: ContentBlock[]): FixtureTool {
  return { description, run: () => Promise.resolve({ content }) };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

function schemaOfEveryKeyword(): Tool["inputSchema"] {
  const text = { type: "string" };
  const byPhone = {
    properties: { contactMethod: { const: "phone" } },
    required: ["contactMethod"],
  };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    $defs: {
      address: {
        $anchor: "addressDef",
        type: "object",
        properties: { street: text, city: text },
      },
    },
    properties: {
      name: text,
      address: { $ref: "#/$defs/address" },
      contactMethod: { type: "string", enum: ["phone", "email"] },
      phone: text,
      email: text,
    },
    allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
    if: byPhone,
    then: { required: ["phone"] },
    else: { required: ["email"] },
    additionalProperties: false,
  };
}
