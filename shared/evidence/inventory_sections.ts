import { MAX_TOKENS } from "../fields.ts";
import type { Call, Cell, Section } from "../render/answer.ts";
import { changedCall, type GivenCall } from "../render/corrected_call.ts";
import { counted } from "../render/counted.ts";
import type { Coverage } from "../render/coverage.ts";
import { comparisonText, inventoryChangeLine } from "./inventory_comparison.ts";
import type { Inventory, InventoryList, InventoryRows } from "./inventory_schema.ts";
import { INVENTORY_TABLES, type ListTable } from "./inventory_tables.ts";

/** Says what there is and how much of it is in trouble, as far as it could be read. */
export function inventoryHeadline(inventory: Inventory, coverage: readonly Coverage[]): string {
  const { counts, namespace, troubledNodes, troubledWorkloads, workloads } = inventory;
  const place = namespace === undefined ? "cluster" : `namespace ${namespace}`;
  const troubles = [
    [troubledNodes, "node"],
    [troubledWorkloads, "workload"],
    [inventory.serviceFaults.total, "service"],
    [inventory.faultyRoutes, "route"],
    [inventory.batchFaults.total, "job"],
    [inventory.scalingFaults.total, "autoscaler or budget", "autoscalers and budgets"],
    [inventory.volumeFaults.total, "volume"],
  ] as const;
  const inTrouble = troubles.filter(([count]) => count !== 0)
    .map(([count, noun, plural]) => counted(count, noun, plural));
  const parts = [
    ...(counts["nodes"] === undefined ? [] : [counted(counts["nodes"], "node")]),
    counted(workloads.total, "workload"),
    counts["pods"] === undefined ? "pods unread" : counted(counts["pods"], "pod"),
  ];
  const verdict = inTrouble.length === 0
    ? "nothing in trouble"
    : `in trouble: ${inTrouble.join(", ")}`;
  // Figures come from other sources; what is in trouble is read from Kubernetes.
  const isPartial = coverage.some(({ source, state }) =>
    /^(?:kubernetes|namespace)/.test(source) && state !== "ok" && state !== "empty"
  );
  const difference = inventory.comparison === undefined
    ? ""
    : `; ${comparisonText(inventory.comparison, { now: new Date(inventory.at), counts })}`;
  const part = isPartial ? ", of what could be read" : "";
  return `${place}: ${parts.join(", ")}; ${verdict}${part}${difference}`;
}

/** Lays an inventory out: a table for each list that has rows, then how many there are of each kind. */
export function inventorySections(inventory: Inventory, call: GivenCall): readonly Section[] {
  const now = new Date(inventory.at);
  const rest = changedCall(call, { detail: "full", max_tokens: MAX_TOKENS });
  const tables = (INVENTORY_TABLES as readonly ListTable[]).flatMap((table): Section[] => {
    const { list, title, columns, weight } = table;
    const rows: readonly InventoryRows[InventoryList][number][] = inventory[list].rows;
    const chosen = rows.filter((row) => table.chooses?.(row) ?? true);
    if (chosen.length === 0) return [];
    return [{
      kind: "table",
      title,
      columns,
      weight,
      rows: chosen.map((row) => table.cells(row, now)),
      total: table.total?.(inventory) ?? inventory[list].total,
      rest,
    }];
  });
  return [
    ...changeSection(inventory, rest),
    ...tables,
    { kind: "facts", facts: factsOf(inventory), weight: 20 },
  ];
}

// Values of fields are what anybody wrote.
function changeSection({ changes, at }: Inventory, rest: Call): readonly Section[] {
  if (changes.rows.length === 0) return [];
  const now = new Date(at);
  return [{
    kind: "untrusted",
    title: "what differs: when · object · field: then → now · by",
    source: "change log",
    lines: changes.rows.map((change) => inventoryChangeLine(change, now)),
    total: changes.total,
    rest,
    weight: 14,
  }];
}

function factsOf({ counts, versions, usageSource }: Inventory): [string, Cell][] {
  const shares = (of: Readonly<Record<string, number>>) =>
    Object.entries(of).filter(([, count]) => count > 0)
      .map(([name, count]) => `${count} ${name}`).join(", ");
  return [
    ["there are", shares(counts)],
    ...(Object.keys(versions).length === 0
      ? []
      : [["kubelets", shares(versions)] satisfies [string, Cell]]),
    ["usage", usageSource ?? "no source has figures"],
  ];
}
