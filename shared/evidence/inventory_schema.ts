import { z } from "zod";
import { comparisonSchema, inventoryChangeSchema } from "./inventory_comparison.ts";

/** A ranked list and how much of it is shown. */
function listOf<T extends z.ZodType>(row: T) {
  return z.object({ shown: z.number(), total: z.number(), rows: z.array(row) });
}

const usage = {
  /** Cores and bytes used now; absent when no source gave figures. */
  cpuCores: z.number().optional(),
  memoryBytes: z.number().optional(),
};

const node = z.object({
  name: z.string(),
  status: z.string(),
  isTroubled: z.boolean(),
  since: z.string().optional(),
  taints: z.array(z.string()),
  version: z.string(),
  pods: z.number(),
  ...usage,
  cpuRequested: z.number(),
  memoryRequested: z.number(),
  cpuAllocatable: z.number(),
  memoryAllocatable: z.number(),
});

const namespace = z.object({
  name: z.string(),
  status: z.string().optional(),
  workloads: z.number(),
  troubled: z.number(),
  pods: z.number(),
  ...usage,
});

const workload = z.object({
  namespace: z.string(),
  workload: z.string(),
  ready: z.number(),
  desired: z.number(),
  restarts: z.number(),
  problem: z.string().optional(),
  since: z.string().optional(),
  /** A pod with the problem. */
  pod: z.string().optional(),
  ...usage,
});

const serviceFault = z.object({
  namespace: z.string(),
  name: z.string(),
  problem: z.string(),
  selector: z.string(),
  pods: z.number(),
  readyPods: z.number(),
  nearest: z.string().optional(),
});

const route = z.object({
  namespace: z.string(),
  object: z.string(),
  from: z.string(),
  to: z.string(),
  problem: z.string().optional(),
});

const fault = z.object({
  object: z.string(),
  problem: z.string(),
  since: z.string().optional(),
});

/** The lists of an inventory, each ranked: what is wrong first. */
export const inventoryLists = {
  /** Troubled first, then by share of CPU used. */
  nodes: listOf(node),
  namespaces: listOf(namespace),
  workloads: listOf(workload),
  /** Services that reach nothing. */
  serviceFaults: listOf(serviceFault),
  /** Of Ingresses and Gateway routes. */
  routes: listOf(route),
  /** Failed or overdue Jobs, CronJobs that are suspended or failing. */
  batchFaults: listOf(fault),
  /** Autoscalers at their limit or unable to scale, budgets that allow no disruption. */
  scalingFaults: listOf(fault),
  /** What VerticalPodAutoscalers recommend. */
  recommendations: listOf(z.object({ object: z.string(), recommends: z.string() })),
  /** Claims that are not bound, or nearly full. */
  volumeFaults: listOf(fault),
  /** Containers that wait for CPU in a quarter of their periods or more. */
  throttled: listOf(z.object({
    namespace: z.string(),
    workload: z.string(),
    container: z.string(),
    pods: z.number(),
    share: z.number(),
  })),
  /** Containers that ran out of memory within a day. */
  oomKills: listOf(z.object({
    namespace: z.string(),
    workload: z.string(),
    container: z.string(),
    pods: z.number(),
    restarts: z.number(),
    lastAt: z.string(),
    limit: z.string().optional(),
  })),
  /** What differs from the time compared with, newest first. */
  changes: listOf(inventoryChangeSchema),
} as const;

/** What there is and how it fares at one moment. */
export const inventorySchema = z.object({
  at: z.string(),
  namespace: z.string().optional(),
  /** How many there are, by resource; one that could not be read is absent. */
  counts: z.record(z.string(), z.number()),
  /** Kubelet versions and how many nodes run each. */
  versions: z.record(z.string(), z.number()),
  /** Where usage comes from; absent when nobody gave figures. */
  usageSource: z.enum(["prometheus", "metrics.k8s.io"]).optional(),
  troubledNodes: z.number(),
  troubledWorkloads: z.number(),
  faultyRoutes: z.number(),
  /** Present where a comparison was asked for and something is known of that time. */
  comparison: comparisonSchema.optional(),
  ...inventoryLists,
});

export type Inventory = z.output<typeof inventorySchema>;
export type InventoryList = keyof typeof inventoryLists;
export type InventoryRows = { [list in InventoryList]: Inventory[list]["rows"] };
