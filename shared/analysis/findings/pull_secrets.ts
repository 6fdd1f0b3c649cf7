import { entityText } from "../entity.ts";
import type { ContainerGroup } from "./container_groups.ts";
import { eventFact } from "./fact_calls.ts";
import type { Fact } from "./finding.ts";
import type { Situation } from "./situation.ts";
import { eventsByWorkload } from "./workload_events.ts";

const REASONS: ReadonlySet<string> = new Set(["FailedToRetrieveImagePullSecret"]);

/** What the pods of a group present to a registry that denied them access. */
export function pullSecretFacts(
  { workload, cases: [{ pod }] }: ContainerGroup,
  situation: Situation,
): readonly Fact[] {
  const [event] = eventsByWorkload(situation, REASONS).get(entityText(workload)) ?? [];
  const names = (pod.spec?.imagePullSecrets ?? []).flatMap(({ name }) => name ?? []);
  const text = event !== undefined
    ? `imagePullSecrets ${
      names.join(", ") || "of its ServiceAccount"
    }: not all found by the kubelet`
    : names.length > 0
    ? `imagePullSecrets ${names.join(", ")} found, and the registry does not accept them`
    : "no imagePullSecrets: the registry is asked without credentials";
  const object = { kind: "Pod", namespace: workload.namespace, name: pod.metadata.name };
  return [eventFact(object, `${workload.name}: ${text}`, event?.message)];
}
