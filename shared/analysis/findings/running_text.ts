import { type Entity, entityText } from "../entity.ts";
import type { Situation } from "./situation.ts";
import { soundAround } from "./soundness.ts";
import { counted } from "../../render/counted.ts";

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
  const own = runningText(workload, situation);
  const others = soundAround(workload, situation)
    .filter((text) => !text.startsWith(`${workload.name}: `));
  return [...own, ...others];
}
