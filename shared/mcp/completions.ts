import { type CompleteResult, type Server, UriTemplate } from "@modelcontextprotocol/server";
import { SAVED_QUERIES } from "../catalogue/saved_queries.ts";
import type { Clients, Principal, Runtime } from "../context.ts";
import { quoted } from "../errors.ts";
import { findPrompt } from "./prompts.ts";
import { invalidParams } from "./protocol_failure.ts";
import { visibleTemplates } from "./resource_table.ts";

/** Values chosen so far, by argument. */
type Chosen = Readonly<Record<string, string>>;
type Source = (clients: Clients, chosen: Chosen) => Promise<readonly string[]> | readonly string[];

/** Where the values of an argument come from, by its name, whoever asks for it. */
const SOURCES: Readonly<Record<string, Source>> = {
  namespace: ({ kubernetes }) => kubernetes.namespaces(),
  kind: async ({ kubernetes }) => (await kubernetes.resources()).map(({ resource }) => resource),
  node: async ({ kubernetes }) => names(await kubernetes.list("nodes")),
  pod: async ({ kubernetes }, { namespace }) =>
    names(await kubernetes.list("pods", namespace === undefined ? {} : { namespace })),
  metric: ({ prometheus }) => prometheus.labelValues("__name__"),
  label: ({ prometheus }) => prometheus.labelNames(),
  id: () => SAVED_QUERIES.map(({ id }) => id),
  since: () => ["15m", "1h", "6h", "1d", "7d"],
};

// The protocol allows no more.
const MOST_VALUES = 100;
/** People wait for a completion while they type. */
const DEADLINE_MS = 2_000;

/** Answers `completion/complete` for arguments of prompts and variables of resource templates. */
export function serveCompletions(server: Server, runtime: Runtime, principal: Principal): void {
  server.setRequestHandler("completion/complete", async ({ params }, { mcpReq }) => {
    const { ref, argument, context } = params;
    const known = ref.type === "ref/prompt"
      ? findPrompt(runtime, principal, ref.name).arguments.map(({ name }) => name)
      : templateVariables(runtime, principal, ref.uri);
    if (!known.includes(argument.name)) {
      throw invalidParams(
        "invalid_argument",
        `Cannot complete the argument ${quoted(argument.name)}: it takes ${known.join(", ")}`,
      );
    }
    const signal = AbortSignal.any([mcpReq.signal, AbortSignal.timeout(DEADLINE_MS)]);
    const values = await valuesOf(argument.name, {
      clients: runtime.clients(principal, signal),
      chosen: context?.arguments ?? {},
    });
    return completion(values, argument.value);
  });
}

function templateVariables(runtime: Runtime, principal: Principal, uri: string): string[] {
  const template = visibleTemplates(runtime, principal)
    .find(({ uriTemplate }) => uriTemplate === uri);
  if (template !== undefined) return new UriTemplate(template.uriTemplate).variableNames;
  throw invalidParams(
    "resource_not_found",
    `Cannot find the resource template ${
      quoted(uri)
    }: resources/templates/list names those offered here`,
  );
}

async function valuesOf(
  argument: string,
  { clients, chosen }: { readonly clients: Clients; readonly chosen: Chosen },
): Promise<readonly string[]> {
  try {
    return await SOURCES[argument]?.(clients, chosen) ?? [];
  } catch {
    // A list to choose from is a convenience: without it a person types on, and the call itself
    // says what is wrong.
    return [];
  }
}

function completion(values: readonly string[], typed: string): CompleteResult {
  const text = typed.toLowerCase();
  const starts = (value: string) => value.toLowerCase().startsWith(text);
  const matching = [...new Set(values)]
    .filter((value) => value.toLowerCase().includes(text))
    .sort((one, other) => Number(starts(other)) - Number(starts(one)) || (one < other ? -1 : 1));
  return {
    completion: {
      values: matching.slice(0, MOST_VALUES),
      total: matching.length,
      hasMore: matching.length > MOST_VALUES,
    },
  };
}

function names(
  { items }: { readonly items: readonly { readonly metadata: { readonly name: string } }[] },
): string[] {
  return items.map(({ metadata }) => metadata.name);
}
