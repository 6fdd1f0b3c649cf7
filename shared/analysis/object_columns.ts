import type { Cell } from "../render/answer.ts";
import { ageOf } from "../render/time.ts";
import { clusterTables } from "./cluster_columns.ts";
import { type Conditioned, readinessOf, troubleOf } from "./condition.ts";
import type { KubeObject } from "./kube_object.ts";
import { networkTables } from "./network_columns.ts";
import { ascending } from "./order.ts";
import { storageTables } from "./storage_columns.ts";
import { workloadTables } from "./workload_columns.ts";

export const DETAILS = ["concise", "normal", "full"] as const;
export type Detail = typeof DETAILS[number];

/** One column of a listing; methods, so that tables of different kinds fit one registry. */
export interface Column<T extends KubeObject = KubeObject> {
  readonly title: string;
  /** The least detail at which it is shown. @default "normal" */
  readonly from?: Detail;
  cell(object: T, now: Date): Cell;
}

/** How objects of one kind are listed. */
export interface ObjectTable<T extends KubeObject = KubeObject> {
  readonly columns: readonly Column<T>[];
  /** How much is wrong with an object; 0 for nothing. Decides the order. @default from its conditions */
  trouble?(object: T, now: Date): number;
}

const TABLES: Readonly<Record<string, ObjectTable>> = {
  ...workloadTables,
  ...networkTables,
  ...storageTables,
  ...clusterTables,
};

/** For kinds nobody knows: what most operators write into their objects. */
const ANY_TABLE: ObjectTable<Conditioned> = {
  columns: [
    { title: "ready", from: "concise", cell: readyText },
    { title: "phase", from: "concise", cell: phaseText },
    { title: "reason", cell: (object) => troubleOf(object)?.reason },
  ],
};

/** Finds the table of a kind; `resource` is the plural, `deployments`. */
export function tableOf({ group, resource }: { group: string; resource: string }): ObjectTable {
  return TABLES[group === "" ? resource : `${resource}.${group}`] ?? ANY_TABLE;
}

export interface ListingOptions {
  readonly table: ObjectTable;
  readonly detail: Detail;
  readonly now: Date;
  /** Whether rows name their namespace. */
  readonly withNamespace: boolean;
}

/** Prints objects as rows with the columns of their kind, in the order given. */
export function listing(
  objects: readonly KubeObject[],
  { table, detail, now, withNamespace }: ListingOptions,
): { readonly columns: string[]; readonly rows: Cell[][] } {
  const columns = [
    ...(withNamespace ? [NAMESPACE] : []),
    NAME,
    ...table.columns,
    AGE,
    LABELS,
  ].filter(({ from = "normal" }) => DETAILS.indexOf(from) <= DETAILS.indexOf(detail));
  const rows = objects.map((object) => columns.map((column) => column.cell(object, now)));
  return withoutEmptyColumns({ columns: columns.map(({ title }) => title), rows });
}

// A column that says nothing about any object costs tokens in every row.
function withoutEmptyColumns({ columns, rows }: { columns: string[]; rows: Cell[][] }) {
  if (rows.length === 0) return { columns, rows };
  const filled = columns.map((_, at) => rows.some((row) => !isEmpty(row[at])));
  return {
    columns: columns.filter((_, at) => filled[at]),
    rows: rows.map((row) => row.filter((_, at) => filled[at])),
  };
}

function isEmpty(cell: Cell): boolean {
  return cell === undefined || cell === null || cell === "";
}

/** Says how much is wrong with an object: what its kind's table finds, else what its conditions report. */
function troubleIn(
  object: KubeObject,
  { table, now }: { readonly table: ObjectTable; readonly now: Date },
): number {
  return table.trouble?.(object, now) ?? (troubleOf(object) === undefined ? 0 : 1);
}

/** Orders objects, most trouble first, then by namespace and name; counts those in trouble. */
export function rankByTrouble<T extends KubeObject>(
  objects: readonly T[],
  { table, now }: { readonly table: ObjectTable; readonly now: Date },
): { readonly ranked: readonly T[]; readonly troubled: number } {
  const judged = objects
    .map((object) => ({ object, trouble: troubleIn(object, { table, now }) }))
    .sort((a, b) =>
      b.trouble - a.trouble ||
      ascending(a.object.metadata.namespace ?? "", b.object.metadata.namespace ?? "") ||
      ascending(a.object.metadata.name, b.object.metadata.name)
    );
  return {
    ranked: judged.map(({ object }) => object),
    troubled: judged.filter(({ trouble }) => trouble > 0).length,
  };
}

const NAMESPACE: Column = {
  title: "namespace",
  from: "concise",
  cell: ({ metadata }) => metadata.namespace,
};
const NAME: Column = { title: "name", from: "concise", cell: ({ metadata }) => metadata.name };
const AGE: Column = {
  title: "age",
  from: "concise",
  cell: ({ metadata }, now) => ageOf(metadata.creationTimestamp, now),
};
const LABELS: Column = {
  title: "labels",
  from: "full",
  cell: ({ metadata }) =>
    Object.entries(metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`).join(","),
};

function readyText(object: Conditioned): Cell {
  const readiness = readinessOf(object);
  if (readiness === undefined || readiness.type === "Ready") return readiness?.status;
  return `${readiness.type}=${readiness.status}`;
}

function phaseText(object: KubeObject): Cell {
  const status = "status" in object ? object.status : undefined;
  if (typeof status !== "object" || status === null) return undefined;
  for (const key of ["phase", "state", "health"]) {
    const value: unknown = Reflect.get(status, key);
    if (typeof value === "string") return value;
  }
}
