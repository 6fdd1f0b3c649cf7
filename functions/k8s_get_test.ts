import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { ApiResource } from "../shared/backends/kubernetes.ts";
import { ToolError } from "../shared/errors.ts";
import type { ContextParts, FakeKubernetes } from "../shared/testing/fake_context.ts";
import { runHandler } from "../shared/testing/run_handler.ts";
import { tool } from "./k8s_get.ts";

function resource(
  kind: string,
  plural: string,
  { group = "", namespaced = true } = {},
): ApiResource {
  return {
    group,
    version: "v1",
    resource: plural,
    singular: kind.toLowerCase(),
    kind,
    shortNames: [],
    namespaced,
    verbs: ["get", "list"],
  };
}

const PODS = resource("Pod", "pods");

function pod(name: string, status: object = {}, namespace = "shop") {
  return {
    metadata: {
      name,
      namespace,
      creationTimestamp: "2026-11-01T08:00:00Z",
      managedFields: [{ manager: "kubelet" }],
      labels: { app: "cart" },
    },
    spec: {
      nodeName: "node-1",
      containers: [{
        name: "app",
        image: "cart:1",
        env: [{ name: "DB_PASSWORD", value: "hunter2" }],
      }],
    },
    status: {
      phase: "Running",
      conditions: [{ type: "Initialized", status: "True" }, { type: "Ready", status: "True" }],
      containerStatuses: [{ name: "app", ready: true, restartCount: 0, state: { running: {} } }],
      ...status,
    },
  };
}

const CRASHED = {
  conditions: [
    { type: "Initialized", status: "True" },
    {
      type: "Ready",
      status: "False",
      reason: "ContainersNotReady",
      message: "containers with unready status: [app]",
      lastTransitionTime: "2026-11-01T10:00:00Z",
    },
  ],
  containerStatuses: [{
    name: "app",
    ready: false,
    restartCount: 7,
    state: { waiting: { reason: "CrashLoopBackOff" } },
    lastState: {
      terminated: { exitCode: 137, reason: "OOMKilled", finishedAt: "2026-11-01T10:27:00Z" },
    },
  }],
};

function cluster(objects: readonly object[], rest: FakeKubernetes = {}): ContextParts {
  return {
    kubernetes: {
      resolve: () => Promise.resolve(PODS),
      list: () => Promise.resolve({ items: objects, total: objects.length, unread: [] }),
      namespaces: () => Promise.resolve(["shop", "test"]),
      ...rest,
    },
  };
}

describe("k8s.get", () => {
  it("lists objects with the troubled ones first, a total and the log to read next", async () => {
    const context = cluster([pod("cart-a"), pod("cart-b", CRASHED)]);
    const { output, text } = await runHandler(tool, { kind: "po", namespace: "shop" }, context);
    assertEquals(output.columns, ["name", "ready", "status", "restarts", "node", "owner", "age"]);
    assertEquals(output.rows[0], [
      "cart-b",
      "0/1",
      "CrashLoopBackOff (OOMKilled)",
      "7 (3m ago)",
      "node-1",
      "Pod/cart-b",
      "2h30m",
    ]);
    assertStringIncludes(text, "2 pods in namespace shop, 1 in trouble (first)");
    assertStringIncludes(
      text,
      'next: tail.pod_logs {"namespace":"shop","pod":"cart-b","previous":true}',
    );
  });

  it("sends nobody to the log of a pod that never ran", async () => {
    const waiting = { waiting: { reason: "ImagePullBackOff" } };
    const canary = pod("canary", {
      containerStatuses: [{ name: "app", ready: false, restartCount: 0, state: waiting }],
    });
    const { text } = await runHandler(tool, { kind: "po", namespace: "shop" }, cluster([canary]));
    assertStringIncludes(text, "1 Pod in namespace shop");
    assertEquals(text.match(/^next: .*$/gm), [
      'next: k8s.events {"namespace":"shop","object":"Pod/canary"}',
    ]);
  });

  it("passes selectors on and reads no more than it may", async () => {
    let asked: unknown;
    const context = cluster([], {
      list: (_, options) => {
        asked = options;
        return Promise.resolve({ items: [pod("a")], total: 1, unread: [] });
      },
    });
    const input = {
      kind: "pods",
      namespace: "shop",
      label_selector: "app=cart",
      field_selector: "spec.nodeName=node-1",
    };
    await runHandler(tool, input, context);
    assertEquals(asked, {
      namespace: "shop",
      labelSelector: "app=cart",
      fieldSelector: "spec.nodeName=node-1",
      limit: 5_000,
    });
  });

  it("cuts at the limit and says how many there are, and what was not ranked", async () => {
    const context = cluster([], {
      list: () => Promise.resolve({ items: [pod("b"), pod("a")], total: 9_000, unread: [] }),
    });
    const { output, text } = await runHandler(tool, { kind: "pods", limit: 1 }, context);
    assertEquals([output.shown, output.total, output.rows[0]?.[1]], [1, 9_000, "a"]);
    assertStringIncludes(text, 'shown 1/9000, rest: k8s.get {"kind":"pods","limit":1000');
    assertStringIncludes(text, "the first 2 of 9000 by name");
  });

  it("shows one object: facts, troubled conditions first, and the object without noise or secrets", async () => {
    const context = cluster([], { get: () => Promise.resolve(pod("cart-b", CRASHED)) });
    const input = { kind: "pods", namespace: "shop", name: "cart-b" };
    const { output, text } = await runHandler(tool, input, context);
    assertEquals(output.conditions.map(({ type }) => type), ["Ready", "Initialized"]);
    assertStringIncludes(text, "Pod shop/cart-b, in trouble");
    assertStringIncludes(
      text,
      "Ready · False · ContainersNotReady · 30m · containers with unready",
    );
    assertStringIncludes(text, "image: cart:1");
    for (const noise of ["hunter2", "managedFields", "kubelet"]) {
      assertEquals(JSON.stringify(output).includes(noise), false);
    }
  });

  it("keeps everything but managedFields and secrets at full detail, and no object when concise", async () => {
    const context = cluster([], { get: () => Promise.resolve(pod("cart-b", CRASHED)) });
    const input = { kind: "pods", namespace: "shop", name: "cart-b" };
    const full = await runHandler(tool, { ...input, detail: "full" }, context);
    assertEquals(Object.keys(full.output.object?.["status"] ?? {}), [
      "phase",
      "conditions",
      "containerStatuses",
    ]);
    assertEquals(/hunter2|managedFields/.test(JSON.stringify(full.output)), false);
    const concise = await runHandler(tool, { ...input, detail: "concise" }, context);
    assertEquals(concise.output.object, undefined);
  });

  it("gives chosen fields, masked, and the keys beside a wrong one", async () => {
    const context = cluster([pod("cart-a")]);
    const fields = ["spec.containers[*].env[*].value", "spec.node"];
    const { output, text } = await runHandler(tool, { kind: "pods", fields }, context);
    assertEquals(output.columns, ["namespace", "name", ...fields]);
    assertEquals(output.rows, [["shop", "cart-a", "<masked>", undefined]]);
    assertStringIncludes(text, "no spec.node; there is: containers, nodeName");
  });

  it("answers a misspelt name with the corrected call", async () => {
    const context = cluster([pod("cart-6d5f7c9b8-x2x4z"), pod("web-0")], {
      get: () => Promise.reject(new ToolError("not_found", "Cannot read pod")),
      list: (_, options) =>
        Promise.resolve({
          items: options?.fieldSelector ? [] : [pod("cart-6d5f7c9b8-x2x4z"), pod("web-0")],
          total: 0,
          unread: [],
        }),
    });
    const input = { kind: "pods", namespace: "shop", name: "cart" };
    const error = await assertRejects(() => runHandler(tool, input, context), ToolError);
    assertEquals(
      error.text,
      'not_found: Cannot find pod "cart" in namespace "shop". Call k8s.get ' +
        '{"kind":"pods","namespace":"shop","name":"cart-6d5f7c9b8-x2x4z"}',
    );
  });

  it("names the namespace that the object is in instead", async () => {
    const context = cluster([], {
      get: () => Promise.reject(new ToolError("not_found", "Cannot read pod")),
      list: () => Promise.resolve({ items: [pod("cart", {}, "test")], total: 1, unread: [] }),
    });
    const input = { kind: "pods", namespace: "shop", name: "cart" };
    const error = await assertRejects(() => runHandler(tool, input, context), ToolError);
    assertEquals(error.hint, 'Call k8s.get {"kind":"pods","namespace":"test","name":"cart"}');
  });

  it("answers a misspelt namespace with the corrected call, and an empty one with nothing", async () => {
    const input = { kind: "pods", namespace: "shpo" };
    const error = await assertRejects(() => runHandler(tool, input, cluster([])), ToolError);
    assertEquals(
      error.text,
      'not_found: Cannot find namespace "shpo". Call k8s.get {"kind":"pods","namespace":"shop"}',
    );
    const { text } = await runHandler(tool, { kind: "pods", namespace: "test" }, cluster([]));
    assertStringIncludes(text, "No pods in namespace test");
    assertStringIncludes(text, "kubernetes empty");
  });

  it("finds a name in every namespace when none is given", async () => {
    const context = cluster([], {
      list: () => Promise.resolve({ items: [pod("cart", {}, "test")], total: 1, unread: [] }),
    });
    const { text } = await runHandler(tool, { kind: "pods", name: "cart" }, context);
    assertStringIncludes(text, "Pod test/cart");
  });

  it("gives names, types and ages of Secrets from their series, without asking the API", async () => {
    const context: ContextParts = {
      kubernetes: { resolve: () => Promise.resolve(resource("Secret", "secrets")) },
      prometheus: {
        instant: ({ expr }) => {
          const labels = { namespace: "shop", secret: "db" };
          const type = { ...labels, type: "Opaque" };
          const createdAt = Date.parse("2026-11-01T08:00:00Z") / 1_000;
          return Promise.resolve({
            resultType: "vector",
            series: expr.includes("kube_secret_type")
              ? [{ labels: type, samples: [[0, 1]] }]
              : [{ labels, samples: [[0, createdAt]] }],
            warnings: [],
            infos: [],
          });
        },
      },
    };
    const { output } = await runHandler(tool, { kind: "secrets" }, context);
    assertEquals(output.columns, ["namespace", "name", "type", "age"]);
    assertEquals(output.rows, [["shop", "db", "Opaque", "2h30m"]]);
  });

  it("asks for the Secrets of a namespace or a name only, and orders them", async () => {
    const asked: string[] = [];
    const context: ContextParts = {
      kubernetes: { resolve: () => Promise.resolve(resource("Secret", "secrets")) },
      prometheus: {
        instant: ({ expr }) => {
          asked.push(expr);
          const of = (namespace: string, secret: string) => ({
            labels: { namespace, secret, type: "Opaque" },
            samples: [[0, 1]] as const,
          });
          const series = [of("shop", "b"), of("dev", "z"), of("shop", "a")];
          return Promise.resolve({ resultType: "vector", series, warnings: [], infos: [] });
        },
      },
    };
    const input = { kind: "secrets", namespace: "shop", name: "a" };
    const { output } = await runHandler(tool, input, context);
    assertEquals(asked, [
      'max by (namespace, secret, type) (kube_secret_type{namespace="shop",secret="a"})',
      'max by (namespace, secret, type) (kube_secret_created{namespace="shop",secret="a"})',
    ]);
    assertEquals(output.rows.map(([namespace, name]) => `${namespace}/${name}`), [
      "dev/z",
      "shop/a",
      "shop/b",
    ]);
  });

  it("counts objects of unknown kinds as troubled by their conditions", async () => {
    const widget = (name: string, status: string) => ({
      metadata: { name, namespace: "shop" },
      status: { conditions: [{ type: "Ready", status }] },
    });
    const context = cluster([widget("good", "True"), widget("bad", "False")], {
      resolve: () => Promise.resolve(resource("Widget", "widgets", { group: "lab.example" })),
    });
    const { output, text } = await runHandler(tool, { kind: "widgets" }, context);
    assertEquals([output.troubled, output.rows[0]?.[1]], [1, "bad"]);
    assertEquals(output.resource, "widgets.lab.example");
    assertStringIncludes(text, 'next: k8s.events {"namespace":"shop","object":"Widget/bad"}');
  });

  it("shows custom resources whose conditions are not those of Kubernetes", async () => {
    const odd = {
      metadata: { name: "w", namespace: "shop" },
      status: { conditions: [{ state: 1 }, null] },
    };
    const unsaid = { type: "Ready", status: "False", reason: null, message: null };
    const context = (status: object) =>
      cluster([], { get: () => Promise.resolve({ ...odd, status }) });
    const input = { kind: "widgets", namespace: "shop", name: "w" };
    const shown = async (status: object) =>
      (await runHandler(tool, input, context(status))).output.conditions;
    assertEquals(await shown(odd.status), []);
    assertEquals(await shown({ conditions: "none" }), []);
    assertEquals(await shown({ conditions: [unsaid] }), [unsaid]);
  });

  it("passes on refusals, and says when there is nothing that could have been meant", async () => {
    const input = { kind: "pods", namespace: "shop", name: "cart" };
    const hintOf = async (rest: FakeKubernetes) =>
      (await assertRejects(() => runHandler(tool, input, cluster([], rest)), ToolError)).hint;
    const failing = (code: "forbidden" | "not_found") => ({
      get: () => Promise.reject(new ToolError(code, "Cannot read pod", { hint: "As it was" })),
    });
    assertEquals(await hintOf(failing("forbidden")), "As it was");
    assertEquals(await hintOf(failing("not_found")), "There are no pods there");
    const list: FakeKubernetes["list"] = (_, options) =>
      Promise.resolve({ items: options?.fieldSelector ? [] : [pod("web")], total: 1, unread: [] });
    assertEquals(
      await hintOf({ ...failing("not_found"), list }),
      'No name is similar: k8s.get {"kind":"pods","namespace":"shop"} lists the 1 there are',
    );
  });

  it("tells Secrets without series from Secrets without Prometheus", async () => {
    const secrets = { resolve: () => Promise.resolve(resource("Secret", "secrets")) };
    const empty = { resultType: "vector", series: [], warnings: [], infos: [] } as const;
    const none = await runHandler(tool, { kind: "secrets" }, {
      kubernetes: secrets,
      prometheus: { instant: () => Promise.resolve(empty) },
    });
    assertEquals(none.output.coverage.map(({ state }) => state), ["no series", "no series"]);
    assertEquals(none.text.split("\n")[0], "Cannot tell which secrets");
    const missing = await runHandler(tool, { kind: "secrets" }, {
      kubernetes: secrets,
      prometheus: {
        instant: () =>
          Promise.reject(
            new ToolError("upstream_unavailable", "Cannot ask Prometheus", {
              coverage: "not configured",
            }),
          ),
      },
    });
    assertEquals(missing.output.coverage.map(({ state }) => state), [
      "not configured",
      "not configured",
    ]);
  });

  it("names namespaces that could not be read", async () => {
    const context = cluster([], {
      list: () =>
        Promise.resolve({
          items: [pod("a")],
          total: 1,
          unread: [{ namespace: "vault", state: "forbidden" }],
        }),
    });
    const { output } = await runHandler(tool, { kind: "pods" }, context);
    assertEquals(output.coverage.at(-1), { source: "namespace vault", state: "forbidden" });
  });
});
