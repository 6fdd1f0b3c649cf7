import type { Scenario } from "../embedded/scenario/scenario_schema.ts";
import type { Expected, Held } from "./lab_held.ts";
import { lastLineMs } from "./lab_scenario_telemetry.ts";
import { secondLab } from "./lab_second.ts";

/** Counts every line again in the real Loki, and looks for the lines that the file words. */
export async function heldLines({ written, scenario, world }: Expected): Promise<Held> {
  const endMs = lastLineMs(world) + 1000;
  const span = { endMs, seconds: (endMs - world.startMs) / 1000 };
  const problems: string[] = [];
  const lines = await countLines('{job=~".+"}', span);
  if (lines !== written.lines) problems.push(`${lines} lines where ${written.lines} were written`);
  for (const query of new Set(scenario.logs.map(queryOf))) {
    if (await countLines(query, span) === 0) problems.push(`no lines ${query}`);
  }
  return { counts: { lines }, problems };
}

async function countLines(
  query: string,
  { endMs, seconds }: { readonly endMs: number; readonly seconds: number },
): Promise<number> {
  const parameters = new URLSearchParams({
    query: `sum(count_over_time(${query}[${seconds}s]))`,
    time: `${endMs}000000`,
  });
  const response = await fetch(`${secondLab.urls.loki}/loki/api/v1/query?${parameters}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`Loki refuses ${query}: ${text}`);
  const { data: { result: [sum] } } = JSON.parse(text);
  return Number(sum?.value[1] ?? 0);
}

/** The lines of an entry: those of its stream that its template can have made. */
export function queryOf({ stream, template }: Scenario["logs"][number]): string {
  const { node, ...labels } = stream;
  const wanted = { ...labels, ...(node !== undefined && { node_name: node }) };
  const matchers = Object.entries(wanted).map(([name, value]) =>
    `${name}=${JSON.stringify(value)}`
  );
  return `{${['job=~".+"', ...matchers].join(",")}} |~ ${JSON.stringify(patternOf(template))}`;
}

/** A pattern of lines made from a template, in whichever format they are written. */
function patternOf(template: string): string {
  const parts = template.split(/\{(?:ip|id|n)\}|["\\\n\t]/).filter((part) => part !== "");
  return `(?s)${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+")}`;
}
