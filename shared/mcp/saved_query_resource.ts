import type { QueryVariant, SavedQuery, ScopeValues } from "../catalogue/saved_query.ts";
import { availability } from "../catalogue/saved_query_availability.ts";
import { savedQueryText } from "../catalogue/saved_query_text.ts";
import type { Clients } from "../context.ts";

/**
 * A saved query as a resource: what it answers and where it applies as comments, then the query for the
 * whole cluster, so that it runs as it stands.
 *
 * Asks Prometheus for the names of its metrics to choose the variant that works here.
 */
export async function savedQueryResource(query: SavedQuery, clients: Clients): Promise<string> {
  const { variant, note } = await variantHere(query, clients);
  const comments = [
    `${query.title}: ${query.question}`,
    `One row is ${query.output}; unit: ${query.unit}${
      judgement(query)
    }; its course: ${query.window}.`,
    ...note,
    ...narrowing(query),
    ...(query.related.length > 0 ? [`Related: ${query.related.join(", ")}.`] : []),
  ];
  const text = savedQueryText(query, variant, toFillIn(query));
  return `${comments.map((line) => `# ${line}`).join("\n")}\n${text}\n`;
}

// What must be given stands as <namespace>, so that the query parses and its answer names what there is.
function toFillIn({ required = [] }: SavedQuery): ScopeValues {
  return Object.fromEntries(required.map((scope) => [scope, `<${scope}>`]));
}

interface Choice {
  readonly variant: QueryVariant;
  readonly note: readonly string[];
}

async function variantHere(query: SavedQuery, { prometheus }: Clients): Promise<Choice> {
  const [first] = query.variants;
  if (first.needs.length === 0) return { variant: first, note: [] };
  let names: readonly string[];
  try {
    names = await prometheus.labelValues("__name__");
  } catch {
    // The text is worth reading without its metrics too; it only cannot be said whether they are there.
    return {
      variant: first,
      note: [`Needs ${first.needs.join(", ")}; not known whether they exist.`],
    };
  }
  const [found] = availability([query], new Set(names));
  const { variant, missing = [] } = found ?? {};
  if (variant === undefined) {
    return {
      variant: first,
      note: [`MISSING HERE: ${missing.join(", ")}. It would answer nothing.`],
    };
  }
  return { variant, note: [`Needs ${variant.needs.join(", ")}; all of them exist here.`] };
}

function judgement({ bad, threshold }: SavedQuery): string {
  if (bad === "none") return "";
  return threshold === undefined
    ? `; ${bad} is bad`
    : `; worth a look from ${threshold}, ${bad} is bad`;
}

function narrowing({ scopes, required = [] }: SavedQuery): string[] {
  if (scopes.length === 0) return [];
  const must = required.length > 0 ? `; always give ${required.join(", ")}` : "";
  return [`Can be narrowed by matchers of: ${scopes.join(", ")}${must}.`];
}
