import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import type { NodeFacts } from "../catalogue/node_facts.ts";
import { ToolError } from "../errors.ts";
import { readingWith } from "../testing/loopback_fixture.ts";
import { createNodeFacts } from "./node_facts.ts";

const HOST: NodeFacts = {
  version: 1,
  node: "node-01",
  facts: { os: "Debian GNU/Linux 13", units: [] },
};

const reading = readingWith(createNodeFacts, {
  name: "node facts",
  setting: "TELEMCP_NODE_FACTS_URL",
});

describe("nodeFacts.list()", () => {
  it("gives the documents of all nodes", async () => {
    const { result, requests } = await reading(
      () => Response.json({ version: 1, items: [HOST] }),
      (reader) => reader.list(),
    );
    assertEquals(result, [HOST]);
    assertEquals(requests[0]?.path, "/v1/facts");
  });

  it("does not understand documents of another version", async () => {
    const { result } = await reading(
      () => Response.json({ version: 2, items: [] }),
      (reader) => assertRejects(() => reader.list(), ToolError),
    );
    assertEquals([result.code, result.message], [
      "upstream_unavailable",
      "Cannot understand the answer of Node facts",
    ]);
  });
});

describe("nodeFacts.get()", () => {
  it("gives the document of one node", async () => {
    const { result, requests } = await reading(
      () => Response.json(HOST),
      (reader) => reader.get("node-01"),
    );
    assertEquals([result, requests[0]?.path], [HOST, "/v1/facts/node-01"]);
  });

  it("says that a node does not report, and refuses a name that leaves its path", async () => {
    const notFound = () => Response.json({ error: "not found" }, { status: 404 });
    const errorOf = (node: string) =>
      reading(notFound, (reader) => assertRejects(() => reader.get(node), ToolError));
    const missing = await errorOf("node-99");
    assertEquals([missing.result.code, missing.requests.length], ["not_found", 1]);
    const escaping = await errorOf("a/../../healthz");
    assertEquals([escaping.result.code, escaping.requests.length], ["invalid_input", 0]);
  });
});

describe("nodeFacts.health()", () => {
  it("tells a collector that answers from one that is away", async () => {
    const state = async (answer: () => Response) =>
      (await reading(answer, (reader) => reader.health())).result.state;
    assertEquals(await state(() => new Response("ok\n")), "ok");
    assertEquals(await state(() => new Response(null, { status: 503 })), "down");
  });
});
