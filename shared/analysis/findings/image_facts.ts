import type { Entity } from "../entity.ts";
import type { Fact } from "./finding.ts";
import { momentText } from "./moment_text.ts";
import { imagesOf, rolloutOf } from "./rollout.ts";
import type { Situation } from "./situation.ts";

/** Says which image a Deployment runs since when, and which it ran before. */
export function imageFacts(workload: Entity, situation: Situation): readonly Fact[] {
  const { newest, previous } = rolloutOf(workload, situation) ?? {};
  const since = newest?.metadata.creationTimestamp;
  if (newest === undefined || since === undefined) return [];
  const at = momentText(since, situation.now);
  const before = previous && imagesOf(previous) !== imagesOf(newest)
    ? `, before ${imagesOf(previous)}`
    : "";
  return [{ text: `${workload.name} runs image ${imagesOf(newest)} since ${at}${before}` }];
}
