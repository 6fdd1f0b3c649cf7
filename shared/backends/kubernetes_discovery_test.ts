import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import {
  besidesDiscovery,
  readingKubernetes,
  statusAnswer,
} from "../testing/kubernetes_fixture.ts";
import { DISCOVERY } from "../testing/kubernetes_fixture.ts";

const answer = besidesDiscovery(() => statusAnswer(404));

describe("kubernetes.resolve()", () => {
  const cases: readonly [name: string, resource: string][] = [
    ["deployments", "deployments.v1.apps"],
    ["deployment", "deployments.v1.apps"],
    ["Deployment", "deployments.v1.apps"],
    ["deploy", "deployments.v1.apps"],
    ["deployments.apps", "deployments.v1.apps"],
    ["deploy.v1.apps", "deployments.v1.apps"],
    ["Certificate.cert-manager.io", "certificates.v1.cert-manager.io"],
    ["certs", "certificates.v1.cert-manager.io"],
    ["hpa", "horizontalpodautoscalers.v2.autoscaling"],
    ["oldthings", "oldthings.v1alpha1.cert-manager.io"],
    ["events", "events.v1."],
    ["events.events.k8s.io", "events.v1.events.k8s.io"],
    ["pods", "pods.v1."],
    [" PO ", "pods.v1."],
    ["pods.metrics.k8s.io", "pods.v1beta1.metrics.k8s.io"],
  ];
  for (const [name, expected] of cases) {
    it(`finds ${JSON.stringify(name)}`, async () => {
      const { result } = await readingKubernetes(answer, (kubernetes) => kubernetes.resolve(name));
      assertEquals(`${result.resource}.${result.version}.${result.group}`, expected);
    });
  }

  it("gives all that discovery says about it", async () => {
    const { result } = await readingKubernetes(answer, (kubernetes) => kubernetes.resolve("node"));
    assertEquals(result, {
      group: "",
      version: "v1",
      resource: "nodes",
      singular: "node",
      kind: "Node",
      shortNames: ["no"],
      namespaced: false,
      verbs: ["get", "list", "watch"],
    });
  });

  const wrong: readonly [name: string, hint: string][] = [
    ["deplyoments", "Did you mean deployments or deployment"],
    ["certificat", "Did you mean certificate or certificates.cert-manager.io"],
    ["deployments.batch", "Did you mean deployments or deployment"],
    [
      "bindings",
      'Name it by plural, singular, kind or short name, like k8s.get {"kind":"deployments"}',
    ],
  ];
  for (const [name, hint] of wrong) {
    it(`does not find "${name}" and says what may be meant`, async () => {
      const { result } = await readingKubernetes(
        answer,
        (kubernetes) => assertRejects(() => kubernetes.resolve(name), ToolError),
      );
      assertEquals([result.code, result.message, result.hint], [
        "not_found",
        `Cannot find the kind "${name}"`,
        hint,
      ]);
    });
  }

  it("asks once for many kinds, and again only for one that it does not know", async () => {
    const { requests } = await readingKubernetes(answer, async (kubernetes) => {
      await kubernetes.resolve("pods");
      await kubernetes.resolve("deployments");
      await kubernetes.resources();
      await assertRejects(() => kubernetes.resolve("gadgets"), ToolError);
    });
    assertEquals(requests.map(({ path }) => path).sort(), ["/api", "/api", "/apis", "/apis"]);
  });

  it("refuses sub-resources without asking", async () => {
    const { result, requests } = await readingKubernetes(
      answer,
      (kubernetes) => assertRejects(() => kubernetes.resolve("nodes/proxy"), ToolError),
    );
    assertEquals(
      result.text,
      'forbidden: Cannot read the sub-resource "nodes/proxy". ' +
        'Read the object itself: k8s.get {"kind":"nodes"}',
    );
    assertEquals(requests.length, 0);
  });
});

describe("kubernetes.resources()", () => {
  it("gives each resource that can be read once, core first", async () => {
    const { result } = await readingKubernetes(answer, (kubernetes) => kubernetes.resources());
    assertEquals(result.map(({ resource, group }) => `${resource}.${group}`), [
      "events.",
      "namespaces.",
      "nodes.",
      "pods.",
      "secrets.",
      "deployments.apps",
      "horizontalpodautoscalers.autoscaling",
      "events.events.k8s.io",
      "certificates.cert-manager.io",
      "oldthings.cert-manager.io",
      "pods.metrics.k8s.io",
    ]);
  });

  it("asks for the aggregated document", async () => {
    const { requests } = await readingKubernetes(answer, (kubernetes) => kubernetes.resources());
    const accept = requests[0]?.headers.get("accept")?.split(",")[0];
    assertEquals(accept, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
  });

  // The shape of kube-apiserver before aggregated discovery.
  const legacy: Readonly<Record<string, unknown>> = {
    "/api": { kind: "APIVersions", versions: ["v1"] },
    "/api/v1": {
      kind: "APIResourceList",
      groupVersion: "v1",
      resources: [
        { name: "pods", singularName: "pod", namespaced: true, kind: "Pod", verbs: ["list"] },
        { name: "pods/log", singularName: "", namespaced: true, kind: "Pod", verbs: ["get"] },
      ],
    },
    "/apis": {
      kind: "APIGroupList",
      groups: [
        { name: "apps", preferredVersion: { groupVersion: "apps/v1", version: "v1" } },
        { name: "metrics.k8s.io", preferredVersion: { groupVersion: "metrics.k8s.io/v1beta1" } },
      ],
    },
    "/apis/apps/v1": {
      kind: "APIResourceList",
      groupVersion: "apps/v1",
      resources: [{
        name: "deployments",
        singularName: "",
        namespaced: true,
        kind: "Deployment",
        verbs: ["get"],
        shortNames: ["deploy"],
      }],
    },
  };

  it("falls back to one list per group, and goes without a group that is away", async () => {
    const { result, requests } = await readingKubernetes(
      ({ path }) =>
        legacy[path]
          ? Response.json(legacy[path])
          : new Response("service unavailable", { status: 503 }),
      (kubernetes) => kubernetes.resources(),
    );
    assertEquals(
      result.map((
        { resource, version, group, singular, shortNames },
      ) => [resource, version, group, singular, ...shortNames]),
      [["pods", "v1", "", "pod"], ["deployments", "v1", "apps", "deployment", "deploy"]],
    );
    assertEquals(requests.filter(({ path }) => path.includes("metrics.k8s.io")).length, 1);
  });

  it("leaves no half of an answer when one document cannot be read", async () => {
    const { result } = await readingKubernetes(
      ({ path }) => path === "/api" ? DISCOVERY["/api"]!() : statusAnswer(500),
      (kubernetes) => assertRejects(() => kubernetes.resources(), ToolError),
    );
    assertEquals(
      result.message,
      "Cannot read which kinds the Kubernetes API has: Kubernetes answered with status 500",
    );
  });
});
