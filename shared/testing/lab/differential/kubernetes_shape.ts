/** What a client of the Kubernetes API relies on in a body, without what every cluster has its own of. */

import { z } from "zod";

const resource = z.object({
  name: z.string(),
  singularName: z.string(),
  namespaced: z.boolean(),
  kind: z.string(),
  shortNames: z.array(z.string()).default([]),
  categories: z.array(z.string()).default([]),
});
const column = z.object({
  name: z.string(),
  type: z.string(),
  format: z.string(),
  priority: z.number(),
});
const named = z.object({ metadata: z.object({ name: z.string() }) });

/** What is kept of a body, by its kind. */
const KEPT: Readonly<Record<string, z.ZodType>> = {
  APIResourceList: z.object({
    kind: z.string(),
    groupVersion: z.string(),
    resources: z.array(resource),
  })
    .transform(({ resources, ...list }) => ({
      ...list,
      resources: byName(resources.filter(({ name }) => !name.includes("/"))),
    })),
  Status: z.object({
    kind: z.string(),
    apiVersion: z.string(),
    status: z.string(),
    reason: z.string().optional(),
    code: z.number(),
    // Where a parser stops is its own affair.
    message: z.string().transform((message) => message.replace(/: found .*/, "")),
    details: z.unknown().optional(),
  }),
  Table: z.object({
    kind: z.string(),
    apiVersion: z.string(),
    columnDefinitions: z.array(column),
    rows: z.array(z.object({ cells: z.array(z.unknown()) })),
  }).transform((table) => ({
    ...table,
    rows: table.rows.map(({ cells }) => cells.map(ageless)),
  })),
};

const LIST = z.object({ kind: z.string(), apiVersion: z.string(), items: z.array(named) })
  .transform((list) => ({ ...list, items: list.items.map(({ metadata }) => metadata.name) }));
const OBJECT = named.extend({ kind: z.string(), apiVersion: z.string() });

export function kubernetesShape(body: unknown): unknown {
  const { kind } = z.object({ kind: z.string() }).parse(body);
  return (KEPT[kind] ?? (kind.endsWith("List") ? LIST : OBJECT)).parse(body);
}

const AGE = /^(\d+[dhms])+$|(?<=\()(\d+[dhms])+(?= ago)/;
/** The API server makes the selector of a Job, out of its uid. */
const JOB_SELECTOR = /^batch\.kubernetes\.io\/controller-uid=.*/;

/** A cell without an age, and without what this cluster alone has. */
function ageless(cell: unknown): unknown {
  return typeof cell === "string"
    ? cell.replace(AGE, "<age>").replace(JOB_SELECTOR, "<none>")
    : cell;
}

function byName<Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((a, b) => a.name < b.name ? -1 : 1);
}
