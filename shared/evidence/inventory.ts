import { fitLists, limitList } from "../analysis/limited_lists.ts";
import type { ToolContext } from "../context.ts";
import type { Coverage } from "../render/coverage.ts";
import { CLUSTER_SOURCES } from "../analysis/cluster_sources.ts";
import { readClusterObjects } from "./cluster_objects.ts";
import { compareInventory } from "./inventory_comparison.ts";
import { INVENTORY_KINDS, type InventoryObjects, inventoryRows } from "./inventory_rows.ts";
import type { Inventory, InventoryList, InventoryRows } from "./inventory_schema.ts";
import { readSaturation } from "./saturation.ts";
import { readUsage } from "./usage.ts";

export interface InventoryQuery {
  readonly namespace?: string | undefined;
  /** Rows kept of each list. */
  readonly limit: number;
  /** The earlier time to compare with. */
  readonly compareTo?: Date | undefined;
}

export interface InventoryReading {
  readonly inventory: Inventory;
  readonly coverage: readonly Coverage[];
}

/** What an inventory as JSON may take, with room for its counts and coverage. */
const LISTS_CHARACTERS = 21_000;

/**
 * Takes stock of a cluster or namespace: what there is, what it uses and what is wrong with it.
 *
 * Reads up to seventeen lists and six queries side by side; what cannot be read is coverage.
 *
 * @throws {ToolError} when no list can be read
 */
export async function takeInventory(
  context: ToolContext,
  { namespace, limit, compareTo }: InventoryQuery,
): Promise<InventoryReading> {
  const scope = { namespace };
  const [cluster, usage, saturation] = await Promise.all([
    readClusterObjects(context, { kinds: INVENTORY_KINDS, namespace }),
    readUsage(context, scope),
    readSaturation(context, scope),
  ]);
  if (cluster.error !== undefined) throw cluster.error;
  const now = context.now();
  const counts = countsOf(cluster.objects);
  const compared = compareTo && await compareInventory(context, { namespace, compareTo, counts });
  const rows: InventoryRows = {
    ...inventoryRows(cluster.objects, { usage, saturation, now }),
    changes: [...compared?.changes ?? []],
  };
  const lists = Object.fromEntries(
    Object.entries(rows).map(([list, all]) => [list, limitList<unknown>(all, limit)]),
  ) as Pick<Inventory, InventoryList>;
  return {
    inventory: {
      at: now.toISOString(),
      ...(namespace !== undefined && { namespace }),
      counts,
      versions: versionsOf(cluster.objects),
      ...(usage.source !== undefined && { usageSource: usage.source }),
      troubledNodes: rows.nodes.filter(({ isTroubled }) => isTroubled).length,
      troubledWorkloads: rows.workloads.filter(({ problem }) => problem !== undefined).length,
      faultyRoutes: rows.routes.filter(({ problem }) => problem !== undefined).length,
      ...(compared?.comparison && { comparison: compared.comparison }),
      ...fitLists(lists, LISTS_CHARACTERS),
    },
    coverage: [
      ...cluster.coverage,
      ...usage.coverage,
      ...saturation.coverage,
      ...(compared === undefined ? [] : [compared.coverage]),
    ],
  };
}

function countsOf(objects: InventoryObjects): Record<string, number> {
  return Object.fromEntries(
    INVENTORY_KINDS.flatMap((kind) => {
      const list = objects[kind];
      const { resource } = CLUSTER_SOURCES[kind];
      return list === undefined ? [] : [[resource, list.length]];
    }),
  );
}

function versionsOf({ nodes = [] }: InventoryObjects): Record<string, number> {
  const versions: Record<string, number> = {};
  for (const { status } of nodes) {
    const version = status?.nodeInfo?.kubeletVersion ?? "unknown";
    versions[version] = (versions[version] ?? 0) + 1;
  }
  return versions;
}
