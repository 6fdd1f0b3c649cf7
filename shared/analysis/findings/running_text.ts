import { counted } from "../../render/counted.ts";
import { type Entity, entityText } from "../entity.ts";
import type { Situation } from "./situation.ts";
import { soundAround } from "./soundness.ts";

/** Says that all pods of a workload are ready and how often they restarted: `orders: 6/6 ready, 0 restarts`. */
export function runningText(workload: Entity, { cluster }: Situation): readonly string[] {
  const health = cluster.health.get(entityText(workload));
  if (health === undefined || health.desired === 0 || health.ready < health.desired) return [];
  const restarts = cluster.podsOf(workload).flatMap(({ status }) => status?.containerStatuses ?? [])
    .reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  return [
    `${workload.name}: ${health.ready}/${health.desired} ready, ${counted(restarts, "restart")}`,
  ];
}

/** Says what is well around a workload, itself first and with its restarts. */
export function runningAround(workload: Entity, situation: Situation): readonly string[] {
  return runningAroundAll([workload], situation);
}

/** Says what is well around some workloads, themselves first and with their restarts. */
export function runningAroundAll(
  workloads: readonly Entity[],
  situation: Situation,
): readonly string[] {
  const own = workloads.flatMap((workload) => runningText(workload, situation));
  const others = workloads.flatMap((workload) => soundAround(workload, situation))
    .filter((text) => !workloads.some(({ name }) => text.startsWith(`${name}: `)));
  return [...new Set([...own, ...others])];
}
