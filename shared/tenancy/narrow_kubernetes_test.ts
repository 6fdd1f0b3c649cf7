import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import type { ApiResource, KubernetesReader, ListOptions } from "../backends/kubernetes.ts";
import { ToolError } from "../errors.ts";
import { type FakeKubernetes, fakeReader } from "../testing/fake_context.ts";
import { narrowKubernetes } from "./narrow_kubernetes.ts";

const OWN = ["shop", "cart"];
const KINDS: Readonly<Record<string, ApiResource>> = Object.fromEntries(
  [["pods", true], ["nodes", false], ["namespaces", false]].map(([resource, namespaced]) => [
    resource,
    {
      group: "",
      version: "v1",
      resource,
      singular: String(resource).replace(/s$/, ""),
      kind: "Kind",
      shortNames: [],
      namespaced,
      verbs: ["get", "list"],
    },
  ]),
);
const PODS = KINDS["pods"]!;

function narrowed(methods: FakeKubernetes, own: readonly string[] = OWN): KubernetesReader {
  const resolve = (kind: string) => Promise.resolve(KINDS[kind]!);
  return narrowKubernetes(fakeReader<KubernetesReader>("kubernetes", { resolve, ...methods }), own);
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const line of lines) list.push(line);
  return list;
}

describe("narrowKubernetes() refuses without asking", () => {
  const foreign: readonly [name: string, read: (reader: KubernetesReader) => Promise<unknown>][] = [
    ["list()", (reader) => reader.list("pods", { namespace: "other" })],
    [
      "list() of one foreign among its own",
      (reader) => reader.list("pods", { namespaces: ["shop", "other"] }),
    ],
    ["list() of a resolved kind", (reader) => reader.list(PODS, { namespace: "other" })],
    ["count()", (reader) => reader.count("pods", { namespace: "other" })],
    ["get()", (reader) => reader.get("pods", { name: "a", namespace: "other" })],
    ["get() of the namespace itself", (reader) => reader.get("namespaces", { name: "other" })],
    ["podLog()", (reader) => reader.podLog({ namespace: "other", pod: "a" })],
    ["followPodLog()", (reader) => all(reader.followPodLog({ namespace: "other", pod: "a" }))],
    ["podUsage()", (reader) => reader.podUsage("other")],
  ];
  for (const [name, read] of foreign) {
    it(`${name} of a foreign namespace`, async () => {
      const error = await assertRejects(() => read(narrowed({})), ToolError);
      assertEquals(
        error.text,
        'forbidden: Cannot read namespace "other". This identity may read: cart, shop',
      );
    });
  }

  it("names that only look like its own", async () => {
    for (const namespace of ["shop/../other", "SHOP", " shop", "shop\u0000", ""]) {
      const error = await assertRejects(
        () => narrowed({}).list("pods", { namespace }),
        ToolError,
      );
      assertEquals(error.code, "forbidden");
    }
  });

  const clusterWide: typeof foreign = [
    ["list()", (reader) => reader.list("nodes")],
    ["list() with a namespace of its own", (reader) => reader.list("nodes", { namespace: "shop" })],
    ["count()", (reader) => reader.count("nodes")],
    ["get()", (reader) => reader.get("nodes", { name: "a", namespace: "shop" })],
    ["nodeUsage()", (reader) => reader.nodeUsage()],
  ];
  for (const [name, read] of clusterWide) {
    it(`${name} of nodes`, async () => {
      const error = await assertRejects(() => read(narrowed({})), ToolError);
      assertEquals(
        error.text,
        "forbidden: Cannot read nodes, which belong to the whole cluster. " +
          "This identity is limited to namespaces; ask about the objects in them",
      );
    });
  }
});

describe("narrowKubernetes() narrows", () => {
  async function askedOf(
    read: (reader: KubernetesReader) => Promise<unknown>,
  ): Promise<ListOptions | undefined> {
    let asked: ListOptions | undefined;
    await read(narrowed({
      list: (_, options) => {
        asked = options;
        return Promise.resolve({ items: [], total: 0, unread: [] });
      },
      count: (_, options) => {
        asked = options;
        return Promise.resolve(0);
      },
    }));
    return asked;
  }

  it("a list of everything to its namespaces", async () => {
    const own = { namespaces: ["cart", "shop"] };
    assertEquals(await askedOf((reader) => reader.list("pods")), own);
    assertEquals(await askedOf((reader) => reader.list(PODS, { limit: 3 })), { limit: 3, ...own });
    assertEquals(await askedOf((reader) => reader.count("pods")), own);
  });

  it("nothing that stays within them", async () => {
    for (const options of [{ namespace: "shop" }, { namespaces: ["cart"] }]) {
      assertEquals(await askedOf((reader) => reader.list("pods", options)), options);
    }
  });

  it("namespaces to its own, counted after the narrowing", async () => {
    const items = ["a", "cart", "other", "shop"].map((name) => ({ metadata: { name } }));
    const reader = narrowed({ list: () => Promise.resolve({ items, total: 4, unread: [] }) });
    const listed = await reader.list("namespaces", { limit: 1 });
    assertEquals([listed.items, listed.total], [[{ metadata: { name: "cart" } }], 2]);
    assertEquals(await reader.count("namespaces"), 2);
    assertEquals(await reader.namespaces(), ["cart", "shop"]);
  });

  it("usage of all pods to its namespaces", async () => {
    const reader = narrowed({
      podUsage: (namespace = "all") =>
        Promise.resolve([{ namespace, pod: "a", cpuCores: 1, memoryBytes: 1 }]),
    });
    assertEquals((await reader.podUsage()).map(({ namespace }) => namespace), ["cart", "shop"]);
  });

  it("the kinds to those that live in namespaces, and namespaces", async () => {
    const reader = narrowed({ resources: () => Promise.resolve(Object.values(KINDS)) });
    const names = (await reader.resources()).map(({ resource }) => resource);
    assertEquals(names, ["pods", "namespaces"]);
  });

  it("everything away when it has no namespace", async () => {
    const none = narrowed({}, []);
    const error = await assertRejects(() => none.list("pods", { namespace: "shop" }), ToolError);
    assertEquals(error.hint, "This identity may read no namespace");
    assertEquals(await none.namespaces(), []);
  });
});

describe("narrowKubernetes() passes on", () => {
  it("objects, logs and usage of its namespaces", async () => {
    const reader = narrowed({
      get: (_, { name }) => Promise.resolve({ metadata: { name } }),
      podLog: ({ pod }) => Promise.resolve(pod),
      followPodLog: async function* ({ pod }) {
        yield pod;
      },
      podUsage: () => Promise.resolve([]),
    });
    const own = { namespace: "shop", pod: "a" };
    assertEquals(await reader.get("pods", { name: "a", namespace: "shop" }), {
      metadata: { name: "a" },
    });
    assertEquals(await reader.get("namespaces", { name: "shop" }), { metadata: { name: "shop" } });
    assertEquals([await reader.podLog(own), await all(reader.followPodLog(own))], ["a", ["a"]]);
    assertEquals(await reader.podUsage("cart"), []);
  });
});
