import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { moveRequest } from "./request_times.ts";

const SCENARIO_MS = Date.parse("2026-11-01T10:30:00Z");
const WALL_MS = Date.parse("2026-12-24T18:00:07Z");
const BY_MS = WALL_MS - SCENARIO_MS;

async function moved(request: Request) {
  const result = await moveRequest(request, BY_MS);
  return { ...result, parameters: new URL(result.request.url).searchParams };
}

describe("a request for now", () => {
  it("asks for the scenario's now", async () => {
    const { parameters } = await moved(
      new Request(`http://p/query?query=up&time=${WALL_MS / 1_000}`),
    );
    assertEquals(parameters.get("time"), String(SCENARIO_MS / 1_000));
  });

  it("keeps the length of its range and its step", async () => {
    const [start, end] = [WALL_MS / 1_000 - 3_600, WALL_MS / 1_000];
    const query = `query=up&start=${start}&end=${end}&step=30`;
    const { parameters } = await moved(new Request(`http://p/query_range?${query}`));
    assertEquals(parameters.get("start"), String(SCENARIO_MS / 1_000 - 3_600));
    assertEquals(parameters.get("end"), String(SCENARIO_MS / 1_000));
    assertEquals(parameters.get("step"), "30");
  });

  it("is moved in a form too", async () => {
    const body = new URLSearchParams({ query: "up @ 1000000000", time: String(WALL_MS / 1_000) });
    const { request } = await moved(new Request("http://p/query", { method: "POST", body }));
    const form = new URLSearchParams(await request.text());
    assertEquals(form.get("time"), String(SCENARIO_MS / 1_000));
  });

  it("knows which metrics are times", async () => {
    const ask = (query: string) => moved(new Request(`http://p/query?query=${query}`));
    assertEquals((await ask("kube_pod_start_time")).timeValues, true);
    assertEquals((await ask("container_memory_working_set_bytes")).timeValues, false);
  });
});
