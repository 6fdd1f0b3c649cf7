import { z } from "zod";
import type { Tool } from "../tool.ts";

const TABLE = /(<!-- tools:start -->\n)[^]*?(<!-- tools:end -->)/;

/** Puts the table of tools between its markers. @throws {Error} when the markers are missing */
export function readmeText(readme: string, tools: readonly Tool[]): string {
  if (!TABLE.test(readme)) {
    throw new Error("Cannot find <!-- tools:start --> and <!-- tools:end --> in README.md");
  }
  return readme.replace(TABLE, (_, start, end) => `${start}${toolTable(tools)}\n${end}`);
}

function toolTable(tools: readonly Tool[]): string {
  const rows = tools.map((tool) => [
    `\`${tool.name}\``,
    parameters(tool).join(" "),
    firstSentence(tool.description),
    tool.toolset,
  ]);
  return [["tool", "parameters", "gives", "toolset"], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
}

// An optional parameter ends with a question mark.
function parameters({ input }: Tool): readonly string[] {
  if (!(input instanceof z.ZodObject)) return [];
  return Object.entries<z.ZodType>(input.shape)
    .map(([name, field]) => `\`${name}${field.safeParse(undefined).success ? "?" : ""}\``);
}

function firstSentence(text: string): string {
  return /^[^]*?\.(?=\s+[A-Z]|\s*$)/.exec(text)?.[0] ?? text;
}

function cell(text: string): string {
  return text.replaceAll("\n", " ").replaceAll("|", "\\|");
}
