/** Every text of the catalogue's queries, for the whole cluster and for one thing in it. */

import { SAVED_QUERIES } from "../../../catalogue/saved_queries.ts";
import type { SavedQuery, ScopeValues } from "../../../catalogue/saved_query.ts";
import { savedQueryText } from "../../../catalogue/saved_query_text.ts";

/** Things that every base of the shop has. */
const SCOPES: readonly ScopeValues[] = [
  {},
  { namespace: "shop" },
  {
    namespace: "shop",
    workload: "checkout",
    container: "checkout",
    service: "checkout",
    ingress: "shop",
    node: "node-01",
    pvc: "data-orders-db-0",
    job: "report",
  },
];

/** Each text once; a query that must be narrowed is not asked without. */
export function savedQueryTexts(language: SavedQuery["language"]): readonly string[] {
  const texts = SAVED_QUERIES.filter((query) => query.language === language).flatMap((query) =>
    SCOPES.filter((scopes) => (query.required ?? []).every((scope) => scope in scopes))
      .flatMap((scopes) => query.variants.map((variant) => savedQueryText(query, variant, scopes)))
  );
  return [...new Set(texts)];
}
