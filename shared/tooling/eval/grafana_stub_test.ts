import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { World } from "../../embedded/world/world.ts";
import { grafanaStub } from "./grafana_stub.ts";

const echo = ({ url }: Request) => {
  const { pathname, search } = new URL(url);
  return Promise.resolve(new Response(`${pathname}${search}`));
};

const grafana = grafanaStub({
  world: {} as World,
  apis: { kubernetes: echo, prometheus: echo, loki: echo, alertmanager: echo, nodeFacts: echo },
  away: new Set(["loki"]),
});

async function get(path: string) {
  const response = await grafana(new Request(`http://g${path}`));
  return { status: response.status, text: await response.text() };
}

describe("the stub of Grafana", () => {
  it("passes queries on to the data source", async () => {
    const paths = [
      "/api/datasources/proxy/uid/prometheus/api/v1/query?query=up",
      "/api/datasources/uid/prometheus/resources/api/v1/query?query=up",
      "/api/prometheus/prometheus/api/v1/query?query=up",
    ];
    for (const path of paths) assertEquals((await get(path)).text, "/api/v1/query?query=up");
  });

  it("says that a source which is away cannot be reached", async () => {
    assertEquals((await get("/api/datasources/proxy/uid/loki/loki/api/v1/labels")).status, 502);
  });

  it("lists its data sources, and has nothing else", async () => {
    const { text } = await get("/api/datasources");
    const listed: readonly { readonly uid: string }[] = JSON.parse(text);
    assertEquals(listed.map(({ uid }) => uid), ["prometheus", "loki", "alertmanager"]);
    assertEquals((await get("/api/dashboards/home")).status, 404);
  });
});
