import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { cartDeployment, RECENTLY, situationWith, told } from "../../testing/situation_fixture.ts";
import { WEBHOOK_RULES } from "./rules_webhooks.ts";

function refused(message: string, readyReplicas = 0) {
  const condition = {
    type: "ReplicaFailure",
    status: "True",
    reason: "FailedCreate",
    message,
    lastTransitionTime: RECENTLY,
  };
  return cartDeployment({ status: { readyReplicas, conditions: [condition] } });
}

const UNREACHABLE =
  'failed calling webhook "pods.policy.example": no endpoints available for service "policy"';
const validatingWebhooks = [{
  metadata: { name: "policy" },
  webhooks: [{
    name: "pods.policy.example",
    failurePolicy: "Fail",
    clientConfig: { service: { namespace: "platform", name: "policy" } },
  }],
}];
const services = [{
  metadata: { name: "policy", namespace: "platform" },
  spec: { selector: { app: "policy" } },
}];

describe("webhook-unreachable", () => {
  it("names the webhook's Service without endpoints and who is refused", () => {
    const objects = {
      deployments: [refused(UNREACHABLE)],
      validatingWebhooks,
      services,
      endpointSlices: [],
    };
    assertEquals(told(WEBHOOK_RULES, situationWith({ objects })), [
      "webhook-unreachable 3: ValidatingWebhookConfiguration policy since 10:05",
      '- failed calling webhook pods.policy.example (failurePolicy Fail): Service platform/policy has no ready endpoints «failed calling webhook "pods.policy.example": no endpoints available for service "policy"»',
      "- refused: Deployment shop/cart 0/1 ready, FailedCreate since 10:05",
      "+ cart: no new pod exists, so neither nodes nor images are at fault",
    ]);
  });

  it("is found before it refuses anything", () => {
    const objects = { validatingWebhooks, services, endpointSlices: [] };
    assertEquals(told(WEBHOOK_RULES, situationWith({ objects })), [
      "webhook-unreachable 2: ValidatingWebhookConfiguration policy",
      "- nobody can call webhook pods.policy.example (failurePolicy Fail): Service platform/policy has no ready endpoints",
    ]);
  });

  it("concludes nothing from EndpointSlices that were not read, or a webhook that may fail", () => {
    assertEquals(
      told(WEBHOOK_RULES, situationWith({ objects: { validatingWebhooks, services } })),
      [],
    );
    const ignored = validatingWebhooks.map(({ metadata, webhooks }) => ({
      metadata,
      webhooks: webhooks.map((webhook) => ({ ...webhook, failurePolicy: "Ignore" })),
    }));
    const objects = { validatingWebhooks: ignored, services, endpointSlices: [] };
    assertEquals(told(WEBHOOK_RULES, situationWith({ objects })), []);
  });
});

describe("webhook-denies-pods", () => {
  const message = 'admission webhook "pods.policy.example" denied the request: image is not signed';

  it("quotes the webhook and names its configuration", () => {
    const objects = { deployments: [refused(message)], validatingWebhooks };
    assertEquals(told(WEBHOOK_RULES, situationWith({ objects })), [
      "webhook-denies-pods 3: Deployment shop/cart since 10:05",
      '- Deployment shop/cart 0/1 ready, FailedCreate since 10:05: admission webhook pods.policy.example of ValidatingWebhookConfiguration policy denies its pods «admission webhook "pods.policy.example" denied the request: image is not signed»',
      "+ cart: the webhook answers; it denies these pods",
    ]);
  });

  it("finds nothing where no pod is refused", () => {
    const objects = { deployments: [cartDeployment()], validatingWebhooks };
    assertEquals(told(WEBHOOK_RULES, situationWith({ objects })), []);
  });
});
