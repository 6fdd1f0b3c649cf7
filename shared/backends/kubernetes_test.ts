import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import type { KubernetesReader } from "./kubernetes.ts";
import {
  besidesDiscovery,
  readingKubernetes,
  statusAnswer,
} from "../testing/kubernetes_fixture.ts";
import type { AnswerOf } from "../testing/loopback_fixture.ts";

async function failing(
  answer: AnswerOf,
  read: (kubernetes: KubernetesReader) => Promise<unknown>,
): Promise<ToolError> {
  const { result } = await readingKubernetes(
    besidesDiscovery(answer),
    (kubernetes) => assertRejects(() => read(kubernetes), ToolError),
  );
  return result;
}

describe("kubernetes.get()", () => {
  it("reads one object by any name of its kind", async () => {
    const certificate = { metadata: { name: "web", namespace: "shop" }, status: {} };
    const { result, requests } = await readingKubernetes(
      besidesDiscovery(() => Response.json(certificate)),
      (kubernetes) => kubernetes.get("cert", { name: "web", namespace: "shop" }),
    );
    assertEquals(result, { apiVersion: "cert-manager.io/v1", kind: "Certificate", ...certificate });
    const path = "/apis/cert-manager.io/v1/namespaces/shop/certificates/web";
    assertEquals(requests.at(-1)?.path, path);
  });

  it("reads an object of the whole cluster whatever namespace is given", async () => {
    const { requests } = await readingKubernetes(
      besidesDiscovery(() => Response.json({ metadata: { name: "n1" } })),
      (kubernetes) => kubernetes.get("node", { name: "n1", namespace: "shop" }),
    );
    assertEquals(requests.at(-1)?.path, "/api/v1/nodes/n1");
  });

  it("asks for the namespace of an object that has one", async () => {
    const error = await failing(
      () => statusAnswer(500),
      (kubernetes) => kubernetes.get("po", { name: "cart" }),
    );
    assertEquals(
      error.text,
      'invalid_input: Cannot read pod "cart" without its namespace. ' +
        'Give it: k8s.get {"kind":"pods","namespace":"default","name":"cart"}',
    );
  });

  const shop = { name: "web", namespace: "shop" };
  const cases: readonly [status: number, text: string][] = [
    [
      403,
      'forbidden: Cannot read certificate "web" in namespace "shop". The ServiceAccount lacks the rule ' +
      '{"apiGroups":["cert-manager.io"],"resources":["certificates"],"verbs":["get"]}, ' +
      "which the operator can add to extraRules",
    ],
    [
      404,
      'not_found: Cannot read certificate "web" in namespace "shop": there is none. ' +
      'Look at what there is: k8s.get {"kind":"certificates.cert-manager.io","namespace":"shop"}',
    ],
    [
      401,
      'forbidden: Cannot read certificate "web" in namespace "shop": Kubernetes denied access. ' +
      "The operator can check the credentials that go with TELEMCP_KUBECONFIG",
    ],
  ];
  for (const [status, text] of cases) {
    it(`says what the status ${status} means`, async () => {
      const error = await failing(
        () => statusAnswer(status),
        (kubernetes) => kubernetes.get("certificates", shop),
      );
      assertEquals(error.text, text);
    });
  }

  for (const name of ["..", ".", "", "a/b", "../secrets/x", "a%2f..", "a?b", "a\u0000"]) {
    it(`refuses the name ${JSON.stringify(name)} without asking`, async () => {
      const { requests } = await readingKubernetes(
        besidesDiscovery(() => Response.json({})),
        async (kubernetes) => {
          const get = (object: { name: string; namespace: string }) =>
            assertRejects(() => kubernetes.get("pods", object), ToolError);
          assertEquals((await get({ name, namespace: "shop" })).code, "invalid_input");
          assertEquals((await get({ name: "a", namespace: name })).code, "invalid_input");
        },
      );
      assertEquals(requests.map(({ path }) => path).sort(), ["/api", "/apis"]);
    });
  }
});

describe("kubernetes Secrets", () => {
  const reads: readonly [name: string, read: (kubernetes: KubernetesReader) => Promise<unknown>][] =
    [
      ["list()", (kubernetes) => kubernetes.list("secrets")],
      ["list() by kind", (kubernetes) => kubernetes.list("Secret", { namespace: "shop" })],
      ["count()", (kubernetes) => kubernetes.count("secret")],
      ["get()", (kubernetes) => kubernetes.get("secrets", { name: "a", namespace: "shop" })],
      [
        "a resolved list()",
        async (kubernetes) => await kubernetes.list(await kubernetes.resolve("secrets")),
      ],
    ];
  for (const [name, read] of reads) {
    it(`are refused by ${name} without asking`, async () => {
      const { result, requests } = await readingKubernetes(
        besidesDiscovery(() => Response.json({ items: [] })),
        (kubernetes) => assertRejects(() => read(kubernetes), ToolError),
      );
      assertEquals(
        result.text,
        "forbidden: Cannot read Secrets: they are never read from the API. " +
          'k8s.get {"kind":"secrets"} answers names, types and ages from kube-state-metrics',
      );
      assertEquals(requests.map(({ path }) => path).sort(), ["/api", "/apis"]);
    });
  }
});

describe("kubernetes refusals of lists", () => {
  it("name selectors and kinds that do not fit", async () => {
    const selector = await failing(
      () => statusAnswer(400, "field label not supported: spec.x"),
      (kubernetes) => kubernetes.list("pods", { fieldSelector: "spec.x=1" }),
    );
    const kind = await failing(
      () => statusAnswer(405),
      (kubernetes) => kubernetes.list("deployments", { namespace: "shop" }),
    );
    assertEquals([selector.code, selector.message], [
      "invalid_input",
      "Cannot list pods in all namespaces with these selectors",
    ]);
    assertEquals([kind.code, kind.message], [
      "invalid_input",
      'Cannot list deployments in namespace "shop": the API cannot give this kind',
    ]);
  });
});

describe("kubernetes.namespaces()", () => {
  it("gives names in order", async () => {
    const items = ["shop", "default"].map((name) => ({ metadata: { name } }));
    const { result } = await readingKubernetes(
      () => Response.json({ items }),
      (kubernetes) => kubernetes.namespaces(),
    );
    assertEquals(result, ["default", "shop"]);
  });
});

describe("kubernetes.health()", () => {
  const VERSION = { major: "1", minor: "36", gitVersion: "v1.36.4", platform: "linux/amd64" };
  const ask = async (answer: AnswerOf) => {
    const { result: { latencyMs: _, ...health } } = await readingKubernetes(
      answer,
      (kubernetes) => kubernetes.health(),
    );
    return health;
  };

  it("gives the version, also to those who may not ask for readiness", async () => {
    const health = await ask(({ path }) =>
      path === "/version" ? Response.json(VERSION) : statusAnswer(403)
    );
    assertEquals(health, { name: "kubernetes", state: "ok", version: "v1.36.4" });
  });

  it("is degraded while the API server says that it is not ready", async () => {
    const health = await ask(({ path }) =>
      path === "/version" ? Response.json(VERSION) : new Response("[-]etcd failed", { status: 500 })
    );
    assertEquals(health, {
      name: "kubernetes",
      state: "degraded",
      version: "v1.36.4",
      detail: "It says that it is not ready",
    });
  });

  it("is down when the API server fails", async () => {
    const health = await ask(() => statusAnswer(503));
    assertEquals(health, {
      name: "kubernetes",
      state: "down",
      detail: "Cannot ask the Kubernetes API how it is: Kubernetes answered with status 503. " +
        "Try again; health_check shows the state of every backend",
    });
  });
});
