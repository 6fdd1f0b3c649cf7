import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { statusAnswer } from "../testing/kubernetes_fixture.ts";
import { typedApi } from "./kubernetes_typed.ts";
import { readingWith } from "../testing/loopback_fixture.ts";

const reading = readingWith((call) => call, { name: "kubernetes", setting: "TELEMCP_KUBECONFIG" });
const REVIEW = { spec: { resourceAttributes: { resource: "pods", verb: "list" } } };

describe("typedApi()", () => {
  it("sends reviews through the call", async () => {
    const { result, requests } = await reading(
      () => Response.json({ ...REVIEW, status: { allowed: true } }, { status: 201 }),
      async (call) => {
        const access = await typedApi(call, {
          api: (client) => client.AuthorizationV1Api,
          purpose: "ask for rights",
        });
        return await access.createSelfSubjectAccessReview({ body: REVIEW });
      },
    );
    assertEquals(result.status?.allowed, true);
    assertEquals(requests.map(({ method, path, body }) => [method, path, JSON.parse(body)]), [[
      "POST",
      "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
      REVIEW,
    ]]);
  });

  it("throws the call's errors, without headers and body of the answer", async () => {
    const { result } = await reading(
      () => statusAnswer(403),
      async (call) => {
        const versions = await typedApi(call, {
          api: (client) => client.VersionApi,
          purpose: "ask for the version",
        });
        return await assertRejects(() => versions.getCode(), ToolError);
      },
    );
    assertEquals(result.message, "Cannot ask for the version: Kubernetes denied access");
  });
});
