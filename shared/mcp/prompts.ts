import type { GetPromptResult, Server } from "@modelcontextprotocol/server";
import type { Values } from "../catalogue/placeholders.ts";
import { type PromptDefinition, PROMPTS } from "../catalogue/prompts.ts";
import type { Principal, Runtime } from "../context.ts";
import { quoted } from "../errors.ts";
import { findTool } from "../run_tool.ts";
import { promptText } from "./prompt_text.ts";
import { asProtocolError, invalidParams } from "./protocol_failure.ts";

/** Answers `prompts/list` and `prompts/get` for one principal. */
export function servePrompts(server: Server, runtime: Runtime, principal: Principal): void {
  server.setRequestHandler("prompts/list", () => ({
    prompts: visiblePrompts(runtime, principal)
      .map(({ name, title, description, arguments: taken }) => ({
        name,
        ...(title !== undefined && { title }),
        description,
        arguments: taken.map((argument) => ({ ...argument })),
      })),
  }));
  server.setRequestHandler("prompts/get", async ({ params }, { mcpReq: { signal } }) => {
    const prompt = findPrompt(runtime, principal, params.name);
    const values = checked(prompt, params.arguments ?? {});
    try {
      const text = await promptText(prompt, values, { runtime, principal, signal });
      return asMessage(prompt, text);
    } catch (error) {
      throw asProtocolError(error);
    }
  });
}

/** The prompts a principal is offered: those that gather something it may read, or gather nothing. */
export function visiblePrompts(
  runtime: Runtime,
  principal: Principal,
): readonly PromptDefinition[] {
  return [...PROMPTS, ...runtime.config.prompts]
    .filter(({ calls }) =>
      calls.length === 0 || calls.some(({ tool }) => findTool(runtime, principal, tool))
    )
    .sort((one, other) => one.name < other.name ? -1 : 1);
}

/** Finds an offered prompt. @throws {ProtocolError} −32602 when there is none of that name */
export function findPrompt(
  runtime: Runtime,
  principal: Principal,
  name: string,
): PromptDefinition {
  const found = visiblePrompts(runtime, principal).find((prompt) => prompt.name === name);
  if (found !== undefined) return found;
  throw invalidParams(
    "prompt_not_found",
    `Cannot find the prompt ${quoted(name)}: prompts/list names those offered here`,
  );
}

const VALUE_CHARACTERS = 500;

function checked(prompt: PromptDefinition, given: Values): Values {
  const known = prompt.arguments.map(({ name }) => name);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  const missing = prompt.arguments
    .filter(({ name, required }) => required && (given[name] ?? "").trim() === "")
    .map(({ name }) => name);
  const long = Object.keys(given).filter((name) => (given[name] ?? "").length > VALUE_CHARACTERS);
  const problems = [
    ...unknown.map((name) => `${quoted(name)} is unknown`),
    ...missing.map((name) => `${name} is missing`),
    ...long.map((name) => `${quoted(name)} is longer than ${VALUE_CHARACTERS} characters`),
  ];
  if (problems.length > 0) {
    throw invalidParams(
      "invalid_argument",
      `Cannot use the arguments of ${prompt.name}: ${problems.join("; ")}. ` +
        `It takes: ${known.join(", ") || "none"}`,
    );
  }
  // Clients send an empty text for a field that was left blank.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value.trim() !== ""));
}

function asMessage({ description }: PromptDefinition, text: string): GetPromptResult {
  return { description, messages: [{ role: "user", content: { type: "text", text } }] };
}
