import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { readScenario } from "../scenario/load_scenario.ts";
import { baseWorld } from "../world/base_world.ts";
import type { World } from "../world/world.ts";
import { ADMIN_TOKEN, READER_TOKEN, READER_USER } from "./kubernetes_access.ts";
import { kubernetesApi } from "./kubernetes_api.ts";
import { telemetryOf } from "./telemetry.ts";

const base = baseWorld("shop-small");

const DENIED = readScenario(
  `
id: denied
class: 0
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
expect: coverage
silence: metrics-api
rbac: {deny: [{namespace: dev, resources: [pods, pods/log], verbs: [get, list, watch]}]}
changes:
  - {at: "2026-11-01T10:12:00Z", by: kubectl-edit, object: {kind: ConfigMap, namespace: shop, name: cart-config}, patch: {data: {A: b}}}
root_cause: null
`,
  { file: "denied" },
).world;

interface Asked {
  readonly world?: World;
  readonly token?: string | undefined;
  readonly accept?: string;
  readonly body?: unknown;
}

async function ask(path: string, options: Asked = {}): Promise<Response> {
  const { world = base, token = READER_TOKEN, accept = "application/json", body } = options;
  const headers = { accept, ...(token === "" ? {} : { authorization: `Bearer ${token}` }) };
  const request = new Request(`http://k8s${path}`, {
    headers,
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  return await kubernetesApi(world, { telemetry: telemetryOf(world) })(request);
}

// deno-fmt-ignore
interface Listed { items: { metadata: { name: string; namespace?: string } }[]; metadata: { continue?: string; remainingItemCount?: number; resourceVersion: string } }

async function list(path: string, options: Asked = {}): Promise<Listed> {
  return await (await ask(path, options)).json();
}

describe("the embedded Kubernetes API", () => {
  it("refuses a request without a token with 401", async () => {
    const response = await ask("/api/v1/pods", { token: "" });
    assertEquals([response.status, (await response.json()).reason], [401, "Unauthorized"]);
  });

  it("refuses the reader Secrets with the Status of the API server", async () => {
    const response = await ask("/api/v1/namespaces/shop/secrets");
    assertEquals(response.status, 403);
    assertEquals(await response.json(), {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message:
        `secrets is forbidden: User "${READER_USER.name}" cannot list resource "secrets" in API group "" in the namespace "shop"`,
      reason: "Forbidden",
      details: { kind: "secrets" },
      code: 403,
    });
    assertEquals(
      (await ask("/api/v1/namespaces/shop/secrets", { token: ADMIN_TOKEN })).status,
      200,
    );
  });

  it("answers 404 for an object and for a resource that are not there", async () => {
    const response = await ask("/apis/apps/v1/namespaces/shop/deployments/none");
    const { message, details } = await response.json();
    assertEquals([response.status, message], [404, 'deployments.apps "none" not found']);
    assertEquals(details, { name: "none", group: "apps", kind: "deployments" });
    const unknown = await ask("/api/v1/nothings");
    const { reason } = await unknown.json();
    assertEquals([unknown.status, reason], [404, "NotFound"]);
    const unserved = await ask("/apis/nothing.example/v1/nothings");
    assertEquals([unserved.status, await unserved.text()], [404, "404 page not found\n"]);
  });

  it("pages a list without losing or repeating an object", async () => {
    const names: string[] = [];
    let token = "";
    do {
      const page = await list(`/api/v1/pods?limit=7&continue=${encodeURIComponent(token)}`);
      names.push(...page.items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
      token = page.metadata.continue ?? "";
      if (names.length === 7) assertEquals(page.metadata.remainingItemCount, 53);
    } while (token !== "");
    assertEquals(names.length, 60);
    assertEquals(new Set(names).size, 60);
    assertEquals((await ask("/api/v1/pods?continue=nonsense")).status, 400);
  });

  it("selects by labels and fields", async () => {
    const count = async (query: string) =>
      (await list(`/api/v1/pods?${new URLSearchParams(query)}`)).items.length;
    assertEquals(await count("labelSelector=app in (cart,web),!absent"), 7);
    assertEquals(await count("labelSelector=app=cart"), 3);
    assertEquals(await count("labelSelector=app!=cart,app"), 57);
    assertEquals(
      await count(
        "labelSelector=app notin (cart),pod-template-hash&fieldSelector=metadata.namespace=dev",
      ),
      4,
    );
    assertEquals(await count("fieldSelector=spec.nodeName=node-01,status.phase!=Succeeded"), 9);
    const refused = await ask("/api/v1/pods?fieldSelector=spec.colour=red");
    assertEquals((await refused.json()).message, "field label not supported: spec.colour");
  });

  it("gives tables with the cells that kubectl prints", async () => {
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    const path = "/apis/apps/v1/namespaces/shop/deployments/cart?includeObject=None";
    const { kind, columnDefinitions, rows } = await (await ask(path, { accept })).json();
    assertEquals(kind, "Table");
    const shown = columnDefinitions.filter(({ priority }: { priority: number }) => priority === 0);
    assertEquals(shown.map(({ name }: { name: string }) => name), [
      "Name",
      "Ready",
      "Up-to-date",
      "Available",
      "Age",
    ]);
    assertEquals(rows, [{
      cells: ["cart", "3/3", 3, 3, "89d", "cart", "registry.example/shop/cart:1.4.2", "app=cart"],
    }]);
  });

  it("gives custom resources the columns their definition declares", async () => {
    const { world } = readScenario(
      `
id: custom
class: 1
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
objects:
  - apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: widgets.example.com}
    spec:
      group: example.com
      scope: Namespaced
      names: {plural: widgets, kind: Widget}
      versions:
        - name: v1
          served: true
          storage: true
          additionalPrinterColumns: [{name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}]
  - {apiVersion: example.com/v1, kind: Widget, metadata: {name: w, namespace: shop}, status: {conditions: [{type: Ready, status: "False"}]}}
root_cause: {kind: Widget, namespace: shop, name: w}
`,
      { file: "custom" },
    );
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    const response = await ask("/apis/example.com/v1/widgets?includeObject=None", {
      world,
      accept,
    });
    assertEquals((await response.json()).rows, [{ cells: ["w", "False"] }]);
  });

  it("tells discovery in both forms", async () => {
    const old = await (await ask("/apis/apps/v1")).json();
    assertEquals(old.resources[1].shortNames, ["ds"]);
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    const { items } = await (await ask("/api", { accept })).json();
    const pods = items[0].versions[0].resources.find(({ resource }: { resource: string }) =>
      resource === "pods"
    );
    assertEquals([pods.scope, pods.shortNames, pods.subresources[0].subresource], ["Namespaced", [
      "po",
    ], "log"]);
  });

  it("reviews what a user may do", async () => {
    const review = async (verb: string, resource: string, world = base) => {
      const resourceAttributes = { verb, resource, namespace: "dev" };
      const body = {
        kind: "SelfSubjectAccessReview",
        apiVersion: "authorization.k8s.io/v1",
        spec: { resourceAttributes },
      };
      const response = await ask("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
        body,
        world,
      });
      return (await response.json()).status.allowed;
    };
    assertEquals(await review("list", "pods"), true);
    assertEquals(await review("list", "secrets"), false);
    assertEquals(await review("delete", "pods"), false);
    assertEquals(await review("list", "pods", DENIED), false);
  });

  it("answers 405 to a read of reviews, and 400 to one that is no JSON", async () => {
    const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    const read = await ask(path, { token: ADMIN_TOKEN });
    assertEquals([read.status, (await read.json()).reason], [405, "MethodNotAllowed"]);
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const broken = new Request(`http://k8s${path}`, { method: "POST", headers, body: "{" });
    const answer = await kubernetesApi(base, { telemetry: telemetryOf(base) })(broken);
    assertEquals([answer.status, (await answer.json()).reason], [400, "BadRequest"]);
  });

  it("lets an administrator ask as somebody else, and nobody else", async () => {
    const asCart = async (token: string) => {
      const headers = {
        authorization: `Bearer ${token}`,
        "impersonate-user": "system:serviceaccount:shop:cart",
      };
      const request = new Request("http://k8s/api/v1/pods", { headers });
      const answer = await kubernetesApi(base, { telemetry: telemetryOf(base) })(request);
      return (await answer.json()).message;
    };
    assertEquals(
      await asCart(ADMIN_TOKEN),
      'pods is forbidden: User "system:serviceaccount:shop:cart" cannot list resource "pods" in API group "" at the cluster scope',
    );
    assertEquals(
      await asCart(READER_TOKEN),
      'serviceaccounts "cart" is forbidden: User "system:serviceaccount:platform:telemetry-reader" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "shop"',
    );
  });

  it("denies what a scenario takes away: the namespace and the list of all, no other namespace", async () => {
    const status = async (path: string) => (await ask(path, { world: DENIED })).status;
    assertEquals(await status("/api/v1/namespaces/dev/pods"), 403);
    assertEquals(await status("/api/v1/pods"), 403);
    assertEquals(await status("/api/v1/namespaces/shop/pods"), 200);
    assertEquals(await status("/api/v1/namespaces/dev/services"), 200);
  });

  it("answers 503 for the metrics API when it is away", async () => {
    assertEquals((await ask("/apis/metrics.k8s.io/v1beta1/nodes", { world: DENIED })).status, 503);
  });

  it("gives usage in nanocores and kibibytes", async () => {
    const { items } = await (await ask("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods")).json();
    assertEquals(items.length, 24);
    assertEquals(/^\d+n$/.test(items[0].containers[0].usage.cpu), true);
    assertEquals(/^\d+Ki$/.test(items[0].containers[0].usage.memory), true);
  });
});

describe("a watch of the embedded Kubernetes API", () => {
  async function watched(
    query: string,
    world = base,
  ): Promise<
    {
      type: string;
      object: { code?: number; metadata: { name?: string; resourceVersion: string } };
    }[]
  > {
    const response = await ask(
      `/api/v1/namespaces/shop/configmaps?watch=true&timeoutSeconds=0&${query}`,
      { world },
    );
    const text = await response.text();
    return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }

  it("replays what happened since a version and ends with a bookmark", async () => {
    const before = DENIED.store.log.versionBefore(Date.parse("2026-11-01T10:12:00Z"));
    const events = await watched(`resourceVersion=${before}&allowWatchBookmarks=true`, DENIED);
    assertEquals(events.map(({ type, object }) => [type, object.metadata.name]), [
      ["MODIFIED", "cart-config"],
      ["BOOKMARK", undefined],
    ]);
    assertEquals(
      events[1]?.object.metadata.resourceVersion,
      String(DENIED.store.log.resourceVersion),
    );
  });

  it("refuses a time or a page that is no whole number, as the API server does", async () => {
    for (const query of ["watch=true&timeoutSeconds=1.5", "limit=1.5"]) {
      const answer = await ask(`/api/v1/pods?${query}`);
      assertEquals([answer.status, (await answer.json()).message], [
        400,
        'strconv.ParseInt: parsing "1.5": invalid syntax',
      ]);
    }
  });

  it("begins with what exists when it is given no version", async () => {
    const events = await watched("");
    assertEquals(events.map(({ type }) => type), Array(11).fill("ADDED"));
  });

  it("answers 410 for a version from before the kept history", async () => {
    const [event] = await watched("resourceVersion=5");
    assertEquals([event?.type, event?.object.code], ["ERROR", 410]);
  });

  it("tells a watcher with a selector that an object no longer matches", async () => {
    const world = baseWorld("shop-small");
    const { store } = world;
    const version = store.log.resourceVersion;
    const changed = store.list("configmaps", "shop")[0]!;
    store.put({ ...changed, metadata: { ...changed.metadata, labels: {} } }, world.nowMs);
    const events = await watched(`resourceVersion=${version}&labelSelector=app`, world);
    assertEquals(events.map(({ type }) => type), ["DELETED"]);
  });

  it("sends what happens while it is open", async () => {
    const world = baseWorld("shop-small");
    const response = await ask(
      `/api/v1/configmaps?watch=true&resourceVersion=${world.store.log.resourceVersion}`,
      { world },
    );
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const changed = world.store.list("configmaps", "shop")[0]!;
    world.store.put({ ...changed, data: { A: "b" } }, world.nowMs);
    const { type, object } = JSON.parse((await reader.read()).value ?? "");
    await reader.cancel();
    assertEquals([type, object.data], ["MODIFIED", { A: "b" }]);
    assertEquals(Number(object.metadata.resourceVersion), world.store.log.resourceVersion);
  });
});

describe("pod logs of the embedded Kubernetes API", () => {
  const CRASHING = readScenario(
    `
id: crash
class: 4
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
pods:
  - match: {namespace: shop, app: cache}
    patch:
      status:
        containerStatuses:
          - name: cache
            ready: false
            restartCount: 4
            state: {waiting: {reason: CrashLoopBackOff, message: back-off}}
            lastState: {terminated: {exitCode: 1, reason: Error, startedAt: "2026-11-01T10:28:00Z", finishedAt: "2026-11-01T10:28:02Z"}}
logs:
  - {stream: {namespace: shop, app: cache}, template: "old words", from: "2026-11-01T10:20:00Z", until: "2026-11-01T10:20:01Z", rate: 1/s}
  - {stream: {namespace: shop, app: cache}, template: "last words", from: "2026-11-01T10:28:01Z", until: "2026-11-01T10:28:02Z", rate: 1/s}
root_cause: {kind: Pod, namespace: shop, name: cache}
`,
    { file: "crash" },
  ).world;

  async function log(app: string, query: string, world = base): Promise<string> {
    const { items } = await list(`/api/v1/namespaces/shop/pods?labelSelector=app=${app}`, {
      world,
    });
    const response = await ask(
      `/api/v1/namespaces/shop/pods/${items[0]?.metadata.name}/log?${query}`,
      { world },
    );
    return await response.text();
  }

  it("gives the last lines, with time stamps when asked", async () => {
    const lines = (await log("web", "tailLines=3&timestamps=true")).trimEnd().split("\n");
    assertEquals(lines.length, 3);
    assertEquals(lines.every((line) => /^2026-11-01T10:29:\d\d\.\d{9}Z ts=/.test(line)), true);
  });

  it("cuts at the bytes and the age asked for", async () => {
    assertEquals((await log("web", "limitBytes=10")).length, 10);
    const recent = (await log("web", "sinceSeconds=60")).split("\n").length;
    assertEquals(recent > 20 && recent < 50, true);
  });

  it("gives only the run that ended for a container in back-off, and for the previous one", async () => {
    assertEquals((await log("cache", "", CRASHING)).includes("last words"), true);
    assertEquals((await log("cache", "previous=true", CRASHING)).includes("last words"), true);
    assertEquals((await log("cache", "previous=true", CRASHING)).includes("old words"), false);
  });

  it("says when there is no previous container", async () => {
    const { message } = JSON.parse(await log("cache", "previous=true"));
    assertEquals(message.startsWith('previous terminated container "cache" in pod "cache-'), true);
  });
});
