import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { nodeFactsListSchema } from "../catalogue/node_facts.ts";
import { EMBEDDED_URLS, inProcessFetch } from "./in_process_fetch.ts";
import { baseWorld } from "./world/base_world.ts";

const base = baseWorld("shop-small");

describe("inProcessFetch", () => {
  it("reads every API as the reader, without a token", async () => {
    const fetchWorld = inProcessFetch(base);
    const status = async (url: string) => {
      const response = await fetchWorld(url);
      await response.body?.cancel();
      return response.status;
    };
    assertEquals(await status(`${EMBEDDED_URLS.kubernetes}/api/v1/pods`), 200);
    assertEquals(await status(`${EMBEDDED_URLS.kubernetes}/api/v1/secrets`), 403);
    assertEquals(await status(`${EMBEDDED_URLS.prometheus}/-/ready`), 200);
    assertEquals(await status(`${EMBEDDED_URLS.loki}/ready`), 200);
    assertEquals(await status(`${EMBEDDED_URLS.alertmanager}/api/v2/status`), 200);
  });

  it("gives node facts that fit their schema", async () => {
    const response = await inProcessFetch(base)(`${EMBEDDED_URLS.nodeFacts}/v1/facts`);
    const { items } = nodeFactsListSchema.parse(await response.json());
    assertEquals(items.map(({ node }) => node), [
      "node-01",
      "node-02",
      "node-03",
      "node-04",
      "node-05",
    ]);
  });

  it("refuses the connection to a source that is away, as fetch does", async () => {
    const fetchWorld = inProcessFetch({ ...base, away: "loki" });
    await assertRejects(() => fetchWorld(`${EMBEDDED_URLS.loki}/ready`), TypeError);
    assertEquals((await fetchWorld(`${EMBEDDED_URLS.prometheus}/-/ready`)).status, 200);
  });

  it("refuses the connection to any other host", async () => {
    await assertRejects(() => inProcessFetch(base)("http://elsewhere.example/"), TypeError);
  });

  it("ends an open watch with the signal's reason", async () => {
    const abort = new AbortController();
    const url =
      `${EMBEDDED_URLS.kubernetes}/api/v1/nodes?watch=true&resourceVersion=${base.store.log.resourceVersion}`;
    const response = await inProcessFetch(base)(url, { signal: abort.signal });
    const reading = response.text();
    abort.abort(new Error("enough"));
    await assertRejects(() => reading, Error, "enough");
  });

  it("does not begin after the signal has aborted", async () => {
    const signal = AbortSignal.abort(new Error("too late"));
    await assertRejects(
      () => inProcessFetch(base)(`${EMBEDDED_URLS.loki}/ready`, { signal }),
      Error,
      "too late",
    );
  });
});
