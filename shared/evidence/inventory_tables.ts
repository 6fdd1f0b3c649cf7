import { formatBytes, formatCores, formatShare } from "../analysis/quantity.ts";
import type { Cell } from "../render/answer.ts";
import { ageOf } from "../render/time.ts";
import type { Inventory, InventoryList, InventoryRows } from "./inventory_schema.ts";

/** One list as a table. */
export interface ListTable<L extends InventoryList = InventoryList> {
  readonly list: L;
  readonly title: string;
  readonly columns: readonly string[];
  readonly weight: number;
  /** Which rows are shown. @default all */
  chooses?(row: InventoryRows[L][number]): boolean;
  /** How many rows there are that it would choose. @default the list's total */
  total?(inventory: Inventory): number;
  cells(row: InventoryRows[L][number], now: Date): readonly Cell[];
}

function listTable<L extends InventoryList>(table: ListTable<L>): ListTable<L> {
  return table;
}

/** The tables of an inventory: what is wrong comes before what there is. */
export const INVENTORY_TABLES = [
  listTable({
    list: "workloads",
    title: "workloads in trouble",
    columns: ["namespace", "workload", "ready", "problem", "since", "restarts"],
    weight: 12,
    chooses: ({ problem }) => problem !== undefined,
    total: ({ troubledWorkloads }) => troubledWorkloads,
    cells: (row, now) => [
      row.namespace,
      row.workload,
      `${row.ready}/${row.desired}`,
      row.problem,
      ageOf(row.since, now),
      row.restarts,
    ],
  }),
  listTable({
    list: "nodes",
    title: "nodes in trouble",
    columns: ["node", "status", "since", "taints", "pods"],
    weight: 12,
    chooses: ({ isTroubled }) => isTroubled,
    total: ({ troubledNodes }) => troubledNodes,
    cells: (row, now) => [
      row.name,
      row.status,
      ageOf(row.since, now),
      row.taints.join(","),
      row.pods,
    ],
  }),
  listTable({
    list: "serviceFaults",
    title: "services that reach nothing",
    columns: ["namespace", "service", "problem", "selector", "ready pods", "nearest"],
    weight: 16,
    cells: (row) => [
      row.namespace,
      row.name,
      row.problem,
      row.selector,
      `${row.readyPods}/${row.pods}`,
      row.nearest,
    ],
  }),
  listTable({
    list: "routes",
    title: "routes that reach nothing",
    columns: ["namespace", "route", "from", "to", "problem"],
    weight: 16,
    chooses: ({ problem }) => problem !== undefined,
    total: ({ faultyRoutes }) => faultyRoutes,
    cells: (row) => [row.namespace, row.object, row.from, row.to, row.problem],
  }),
  faultTable("batchFaults", "jobs"),
  faultTable("scalingFaults", "autoscalers and budgets"),
  faultTable("volumeFaults", "volumes"),
  listTable({
    list: "oomKills",
    title: "OOM kills within a day",
    columns: ["namespace", "workload", "container", "restarts", "last", "limit"],
    weight: 14,
    cells: (row, now) => [
      row.namespace,
      row.workload,
      row.container,
      row.restarts,
      ageOf(row.lastAt, now),
      row.limit,
    ],
  }),
  listTable({
    list: "throttled",
    title: "CPU throttled",
    columns: ["namespace", "workload", "container", "pods", "share of periods"],
    weight: 8,
    cells: ({ namespace, workload, container, pods, share }) => [
      namespace,
      workload,
      container,
      pods,
      formatShare(share, 1),
    ],
  }),
  listTable({
    list: "nodes",
    title: "nodes, shares of what is allocatable",
    columns: [
      "node",
      "cpu used",
      "cpu requested",
      "cpu",
      "memory used",
      "memory requested",
      "memory",
      "pods",
    ],
    weight: 6,
    cells: (row) => [
      row.name,
      ...sharesOf(row.cpuCores, row.cpuRequested, row.cpuAllocatable),
      formatCores(row.cpuAllocatable),
      ...sharesOf(row.memoryBytes, row.memoryRequested, row.memoryAllocatable),
      formatBytes(row.memoryAllocatable),
      row.pods,
    ],
  }),
  listTable({
    list: "namespaces",
    title: "namespaces",
    columns: ["namespace", "workloads", "in trouble", "pods", "cpu", "memory"],
    weight: 6,
    cells: (row) => [row.name, row.workloads, row.troubled, row.pods, ...usedCells(row)],
  }),
  listTable({
    list: "workloads",
    title: "workloads by use",
    columns: ["namespace", "workload", "ready", "cpu", "memory"],
    weight: 5,
    chooses: ({ problem }) => problem === undefined,
    total: ({ workloads, troubledWorkloads }) => workloads.total - troubledWorkloads,
    cells: (row) => [row.namespace, row.workload, `${row.ready}/${row.desired}`, ...usedCells(row)],
  }),
  listTable({
    list: "recommendations",
    title: "recommended requests",
    columns: ["object", "recommends"],
    weight: 3,
    cells: ({ object, recommends }) => [object, recommends],
  }),
];

function faultTable(
  list: "batchFaults" | "scalingFaults" | "volumeFaults",
  title: string,
): ListTable<"batchFaults"> {
  return listTable<"batchFaults">({
    // The three lists have rows of one kind.
    list: list as "batchFaults",
    title: `${title} in trouble`,
    columns: ["object", "problem", "since"],
    weight: 14,
    cells: ({ object, problem, since }, now) => [object, problem, ageOf(since, now)],
  });
}

function sharesOf(used: number | undefined, requested: number, allocatable: number): Cell[] {
  return [formatShare(used, allocatable), formatShare(requested, allocatable)];
}

interface Used {
  readonly cpuCores?: number | undefined;
  readonly memoryBytes?: number | undefined;
}

function usedCells({ cpuCores, memoryBytes }: Used): Cell[] {
  return [
    cpuCores === undefined ? undefined : formatCores(cpuCores),
    memoryBytes === undefined ? undefined : formatBytes(memoryBytes),
  ];
}
