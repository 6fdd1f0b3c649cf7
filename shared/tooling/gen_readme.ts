import { z } from "zod";
import { CONFIG_KEYS } from "../config.ts";
import type { Tool } from "../tool.ts";

/**
 * Puts the tables of tools and of settings between their markers.
 *
 * @throws {Error} when a marker is missing
 */
export function readmeText(readme: string, tools: readonly Tool[]): string {
  return between(between(readme, "tools", toolTable(tools)), "config", settingTable());
}

function between(readme: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name}:start -->\n`, `<!-- ${name}:end -->`];
  const [before, rest] = readme.split(start);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined) {
    throw new Error(`Cannot find ${start.trim()} and ${end} in README.md`);
  }
  return `${before}${start}${table}\n${end}${after}`;
}

function settingTable(): string {
  return markdown([
    ["environment", "file", "default", "meaning"],
    ...CONFIG_KEYS.map(({ environment, key, byDefault, description }) => [
      `\`${environment}\``,
      `\`${key}\``,
      byDefault === undefined || String(byDefault) === "" ? "" : `\`${byDefault}\``,
      description,
    ]),
  ]);
}

function toolTable(tools: readonly Tool[]): string {
  const rows = tools.map((tool) => [
    `\`${tool.name}\``,
    parameters(tool).join(" "),
    firstSentence(tool.description),
    tool.toolset,
  ]);
  return markdown([["tool", "parameters", "gives", "toolset"], ...rows]);
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows]
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
