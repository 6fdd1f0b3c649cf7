import { entityOf } from "../entity.ts";
import type { WebhookConfiguration } from "../kube_policy.ts";
import { amountText } from "../signals/signal_text.ts";
import { API_SERVER } from "./api_server_load.ts";
import { changeFacts } from "./change_evidence.ts";
import { objectFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { badSignals, isAsBefore } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";

/** Class 24: webhooks that the API server asks in vain. */
export const WEBHOOK_REJECTION_RULES: readonly FindingRule[] = [
  {
    id: "webhook-calls-rejected",
    class: 24,
    severity: 2,
    title: "Admission webhook fails or rejects what is sent to it",
    find: rejectingWebhooks,
    disconfirmedBy: "As many rejections before",
    disconfirm: (_, situation) =>
      isAsBefore(badSignals(situation, "webhook_rejections"))
        ? "webhooks reject as many as before"
        : undefined,
  },
];

function rejectingWebhooks(situation: Situation): readonly Found[] {
  const { validatingWebhooks = [], mutatingWebhooks = [] } = situation.objects;
  const byName = new Map([
    ...validatingWebhooks.flatMap((one) => named(one, "ValidatingWebhookConfiguration")),
    ...mutatingWebhooks.flatMap((one) => named(one, "MutatingWebhookConfiguration")),
  ]);
  return badSignals(situation, "webhook_rejections").map((signal): Found => {
    const name = signal.labels["name"] ?? "";
    const entity = byName.get(name) ?? API_SERVER;
    const text = `${name} rejects ${amountText(signal.now, "rejections/s")}, ${
      amountText(signal.before ?? 0, "rejections/s")
    } before`;
    return {
      entity,
      ...(signal.since && { since: signal.since }),
      facts: [objectFact(entity, text), ...changeFacts(situation, entity)],
    };
  });
}

function named(configuration: WebhookConfiguration, kind: string) {
  return (configuration.webhooks ?? []).map(({ name }) =>
    [name, entityOf(kind, configuration)] as const
  );
}
