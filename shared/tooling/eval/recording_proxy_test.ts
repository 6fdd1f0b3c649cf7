import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { EmbeddedCluster } from "../../embedded/embedded_cluster.ts";
import type { World } from "../../embedded/world/world.ts";
import { recorded } from "./recording_proxy.ts";

const NOW_MS = Date.parse("2026-11-01T10:30:00Z");
const WALL_MS = Date.parse("2026-12-24T18:45:00Z");
const now = () => WALL_MS;

/** A cluster whose APIs all answer the same. */
function clusterThat(answers: (request: Request) => Response): EmbeddedCluster {
  const api = (request: Request) => Promise.resolve(answers(request));
  return {
    world: { nowMs: NOW_MS } as World,
    apis: { kubernetes: api, prometheus: api, loki: api, alertmanager: api, nodeFacts: api },
    away: new Set(),
  };
}

describe("the recording proxy", () => {
  it("moves an answer so that the scenario's present is the present", async () => {
    const { cluster } = recorded(
      clusterThat(() => Response.json({ startsAt: "2026-11-01T10:12:00Z" })),
      { now },
    );
    const response = await cluster.apis.alertmanager(new Request("http://a/api/v2/alerts"));
    assertEquals((await response.json()).startsAt, "2026-12-24T18:27:00Z");
  });

  it("asks for the scenario's time what is asked for the present", async () => {
    const { cluster } = recorded(
      clusterThat(({ url }) => Response.json({ data: new URL(url).searchParams.get("time") })),
      { now },
    );
    const url = `http://p/api/v1/query?query=up&time=${WALL_MS / 1_000}`;
    const response = await cluster.apis.prometheus(new Request(url));
    assertEquals((await response.json()).data, String(NOW_MS / 1_000));
  });

  it("moves a stream line by line, wherever it is cut", async () => {
    const events = ['{"at":"2026-11-01T1', '0:29:00Z"}\n{"at":', '"2026-11-01T10:28:00Z"}\n'];
    const { cluster } = recorded(
      clusterThat(() =>
        new Response(ReadableStream.from(events).pipeThrough(new TextEncoderStream()))
      ),
      { now },
    );
    const response = await cluster.apis.kubernetes(new Request("http://k/api/v1/pods?watch=true"));
    const lines = (await response.text()).trim().split("\n").map((line) => JSON.parse(line).at);
    assertEquals(lines, ["2026-12-24T18:44:00Z", "2026-12-24T18:43:00Z"]);
  });

  it("leaves alone what is no text", async () => {
    const bytes = new Uint8Array([0xff, 0xfe, 0x00]);
    const headers = { "content-type": "application/vnd.kubernetes.protobuf" };
    const { cluster } = recorded(clusterThat(() => new Response(bytes, { headers })), { now });
    const response = await cluster.apis.kubernetes(new Request("http://k/apis"));
    assertEquals(await response.bytes(), bytes);
  });

  it("stands still at the second in which a call began", async () => {
    let clockMs = WALL_MS + 700;
    const { cluster, beginCall } = recorded(
      clusterThat(() => Response.json({ startsAt: "2026-11-01T10:30:00Z" })),
      { now: () => clockMs },
    );
    assertEquals(beginCall(), WALL_MS);
    clockMs += 4_000;
    const response = await cluster.apis.alertmanager(new Request("http://a/api/v2/alerts"));
    assertEquals((await response.json()).startsAt, "2026-12-24T18:45:00Z");
  });

  it("counts requests and bytes since a call began", async () => {
    const { cluster, beginCall, takeTraffic } = recorded(clusterThat(() => new Response("four")));
    await cluster.apis.loki(new Request("http://l/ready"));
    await cluster.apis.loki(new Request("http://l/ready"));
    assertEquals(takeTraffic(), { requests: 2, bytes: 8 });
    beginCall();
    assertEquals(takeTraffic(), { requests: 0, bytes: 0 });
  });
});
