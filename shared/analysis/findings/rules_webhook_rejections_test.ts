import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { signalOf } from "../../testing/signal_fixture.ts";
import { situationWith, told } from "../../testing/situation_fixture.ts";
import { API_SERVER } from "./api_server_load.ts";
import { WEBHOOK_REJECTION_RULES } from "./rules_webhook_rejections.ts";
import type { SituationParts } from "./situation.ts";

const ENTITY = { kind: "ValidatingWebhookConfiguration", namespace: "", name: "image-policy" };
const REJECTED = signalOf("webhook_rejections", API_SERVER, {
  labels: { name: "images.policy.example" },
  unit: "rejections/s",
  now: 2,
});
const OBJECTS = {
  validatingWebhooks: [{
    metadata: { name: "image-policy" },
    webhooks: [{ name: "images.policy.example" }],
  }],
};

function tell(parts: Partial<SituationParts>) {
  return told(WEBHOOK_REJECTION_RULES, situationWith({ objects: OBJECTS, ...parts }));
}

describe("webhook-calls-rejected", () => {
  it("blames the configuration of the webhook, and says what changed there", () => {
    const change = {
      at: "2026-11-01T10:03:00Z",
      entity: ENTITY,
      kind: "policy" as const,
      field: "webhooks[0].failurePolicy",
      from: "Ignore",
      to: "Fail",
      source: "change log" as const,
    };
    assertEquals(tell({ signals: [REJECTED], changes: [change] }), [
      "webhook-calls-rejected 2: ValidatingWebhookConfiguration image-policy since 10:05",
      "- images.policy.example rejects 2/s, 0/s before",
      "- webhooks[0].failurePolicy: Ignore -> Fail, changed 10:03",
    ]);
  });

  it("blames the API server where the configuration was not read", () => {
    assertEquals(
      tell({ signals: [REJECTED], objects: {} })[0],
      "webhook-calls-rejected 2: Service default/kubernetes since 10:05",
    );
  });

  it("is disconfirmed by as many rejections before", () => {
    const { since: _, ...always } = REJECTED;
    assertEquals(tell({ signals: [{ ...always, before: 1.8 }] }), [
      "not webhook-calls-rejected: webhooks reject as many as before",
    ]);
  });
});
