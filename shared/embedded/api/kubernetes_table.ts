import type { WorldObject } from "../world/kube_objects.ts";
import type { PrinterColumn, Resource } from "../world/resources.ts";
import { humanDuration } from "./human_duration.ts";
import { CLUSTER_COLUMNS } from "./cluster_columns.ts";
import { joined, objectJson } from "./kubernetes_json.ts";
import { type Column, DEFAULT_COLUMNS, jsonPathValue } from "./table_columns.ts";
import { WORKLOAD_COLUMNS } from "./workload_columns.ts";

const COLUMNS = { ...WORKLOAD_COLUMNS, ...CLUSTER_COLUMNS };

/** How a client wants objects written. */
export type Form = "object" | "table" | "metadata";

/** Reads the form out of an Accept header: the first entry this server can give. */
export function formOf(accept: string | null): Form {
  for (const entry of (accept ?? "").split(",")) {
    if (!entry.includes("json") && !entry.includes("*/*")) continue;
    if (/as=Table/.test(entry)) return "table";
    if (/as=PartialObjectMetadata/.test(entry)) return "metadata";
    return "object";
  }
  return "object";
}

export interface TableOptions {
  readonly resource: Resource;
  readonly nowMs: number;
  /** What each row carries of its object: `None`, `Metadata` or `Object`. */
  readonly includeObject: string;
}

/** A Table of many objects, written row by row. */
export function tableJson(
  objects: readonly WorldObject[],
  options: TableOptions,
  metadata: Readonly<Record<string, unknown>>,
): ReadableStream<Uint8Array> {
  return joined(tableHead(options, metadata), objects, (object) => rowJson(object, options));
}

/** A Table of one object, as a watch or a get writes it. */
export function rowTable(object: WorldObject, options: TableOptions): string {
  const { resourceVersion } = object.metadata;
  return `${tableHead(options, { resourceVersion })}${rowJson(object, options)}]}`;
}

function tableHead({ resource }: TableOptions, metadata: object): string {
  const columnDefinitions = columnsOf(resource).map(({ name, type = "string", wide }) => ({
    name,
    type,
    format: name === "Name" ? "name" : "",
    description: "",
    priority: wide ? 1 : 0,
  }));
  const head = {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions,
    rows: [],
  };
  return JSON.stringify(head).slice(0, -"]}".length);
}

function rowJson(object: WorldObject, { resource, nowMs, includeObject }: TableOptions): string {
  const cells = JSON.stringify(columnsOf(resource).map((column) => column.cell(object, nowMs)));
  const carried = CARRIED[includeObject]?.(object, resource) ?? metadataJson(object);
  return `{"cells":${cells}${carried === "" ? "" : `,"object":${carried}`}}`;
}

const CARRIED: Readonly<Record<string, (object: WorldObject, resource: Resource) => string>> = {
  None: () => "",
  Object: objectJson,
};

/** An object's metadata alone. */
export function metadataJson({ metadata }: WorldObject): string {
  return JSON.stringify({
    kind: "PartialObjectMetadata",
    apiVersion: "meta.k8s.io/v1",
    metadata,
  });
}

const CREATED: PrinterColumn = {
  name: "Age",
  type: "date",
  jsonPath: ".metadata.creationTimestamp",
};

function columnsOf({ kind, printerColumns }: Resource): readonly Column[] {
  if (printerColumns === undefined) return COLUMNS[kind] ?? DEFAULT_COLUMNS;
  const declared = printerColumns.length > 0 ? printerColumns : [CREATED];
  return [
    { name: "Name", cell: ({ metadata }) => metadata.name },
    ...declared.map(({ name, type, jsonPath, priority = 0 }): Column => ({
      name,
      wide: priority > 0,
      cell(object, nowMs) {
        const value = jsonPathValue(object, jsonPath) ?? "";
        return type === "date" && value !== ""
          ? humanDuration(nowMs - Date.parse(String(value)))
          : value;
      },
    })),
  ];
}
