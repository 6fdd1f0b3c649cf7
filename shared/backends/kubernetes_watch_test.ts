import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { besidesDiscovery } from "../testing/kubernetes_fixture.ts";
import { type AnswerOf, readingWith } from "../testing/loopback_fixture.ts";
import { createKubernetesWatcher, isExpired } from "./kubernetes_watch.ts";

const reading = readingWith(createKubernetesWatcher, {
  name: "kubernetes",
  setting: "TELEMCP_KUBECONFIG",
});

function pod(name: string, resourceVersion = "1") {
  return {
    metadata: { name, namespace: "shop", resourceVersion, managedFields: [{ manager: "kubelet" }] },
  };
}

function events(...lines: readonly (object | string)[]): Response {
  const texts = lines.map((line) => typeof line === "string" ? line : JSON.stringify(line));
  return new Response(texts.map((text) => `${text}\n`).join(""));
}

async function watchOf(answer: AnswerOf) {
  return await reading(besidesDiscovery(answer), async (watcher) => {
    const resource = await watcher.resolve("pods");
    return await Array.fromAsync(
      watcher.watch(resource, { resourceVersion: "7", timeoutSeconds: 59.3 }),
    );
  });
}

describe("KubernetesWatcher", () => {
  it("lists page by page, each with the version to watch from", async () => {
    const { result, requests } = await reading(
      besidesDiscovery(({ parameters }) =>
        Response.json(
          parameters.get("continue") === null
            ? { metadata: { continue: "more", resourceVersion: "7" }, items: [pod("a")] }
            : { metadata: { resourceVersion: "7" }, items: [pod("b")] },
        )
      ),
      async (watcher) => await Array.fromAsync(watcher.pages(await watcher.resolve("pods"))),
    );
    assertEquals(
      result.map(({ items, resourceVersion }) => [items[0]?.metadata.name, resourceVersion]),
      [["a", "7"], ["b", "7"]],
    );
    assertEquals(result[0]?.items[0]?.kind, "Pod");
    const lists = requests.filter(({ path }) => path === "/api/v1/pods");
    assertEquals(lists.map(({ parameters }) => String(parameters)), [
      "limit=250",
      "limit=250&continue=more",
    ]);
  });

  it("watches from a version with bookmarks, and gives objects as lists do", async () => {
    const { result, requests } = await watchOf(() =>
      events(
        { type: "ADDED", object: pod("a", "8") },
        { type: "BOOKMARK", object: { metadata: { resourceVersion: "9" } } },
        { type: "DELETED", object: pod("a", "10") },
      )
    );
    assertEquals(
      result.map(({ type, object }) => [type, object.kind, object.metadata.resourceVersion]),
      [["ADDED", "Pod", "8"], ["BOOKMARK", undefined, "9"], ["DELETED", "Pod", "10"]],
    );
    assertEquals(result[0]?.object.metadata.managedFields, undefined);
    assertEquals(
      String(requests.at(-1)?.parameters),
      "watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=60",
    );
  });

  it("reads objects of more than a log line", async () => {
    const long = { ...pod("a"), data: "x".repeat(300_000) };
    const { result } = await watchOf(() => events({ type: "ADDED", object: long }));
    assertEquals(JSON.stringify(result[0]?.object).length > 300_000, true);
  });

  it("tells that a version has expired, in the answer or within the watch", async () => {
    for (
      const answer of [
        () => events({ type: "ERROR", object: { code: 410, message: "too old" } }),
        () => Response.json({ code: 410 }, { status: 410 }),
      ]
    ) {
      await reading(besidesDiscovery(answer), async (watcher) => {
        const resource = await watcher.resolve("pods");
        const options = { resourceVersion: "7", timeoutSeconds: 60 };
        const error = await assertRejects(
          () => Array.fromAsync(watcher.watch(resource, options)),
          ToolError,
        );
        assertEquals([isExpired(error), error.message.includes("too old")], [true, false]);
      });
    }
  });

  it("ends with an error when the watch breaks off in a line", async () => {
    await assertRejects(
      () => watchOf(() => events({ type: "ADDED", object: pod("a") }, '{"type":"ADD')),
      ToolError,
      "Cannot watch pods in all namespaces: it broke off",
    );
  });

  it("never watches Secrets", async () => {
    await reading(besidesDiscovery(() => events()), async (watcher) => {
      const resource = await watcher.resolve("secrets");
      const options = { resourceVersion: "7", timeoutSeconds: 60 };
      await assertRejects(() => Array.fromAsync(watcher.watch(resource, options)), ToolError);
      await assertRejects(() => Array.fromAsync(watcher.pages(resource)), ToolError);
    });
  });
});
