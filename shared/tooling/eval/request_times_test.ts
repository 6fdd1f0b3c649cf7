import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { moveRequest } from "./request_times.ts";

const SCENARIO_MS = Date.parse("2026-11-01T10:30:00Z");
const WALL_MS = Date.parse("2026-12-24T18:00:07.250Z");
const CLOCKS = { wallMs: WALL_MS, scenarioMs: SCENARIO_MS };

async function moved(request: Request) {
  const result = await moveRequest(request, CLOCKS);
  return { ...result, parameters: new URL(result.request.url).searchParams };
}

describe("a request for now", () => {
  it("asks for the scenario's now, though it was sent some milliseconds ago", async () => {
    const asked = (WALL_MS - 180) / 1_000;
    const { parameters, byMs } = await moved(new Request(`http://p/query?query=up&time=${asked}`));
    assertEquals(parameters.get("time"), String(SCENARIO_MS / 1_000));
    assertEquals(byMs, WALL_MS - 180 - SCENARIO_MS);
  });

  it("keeps the length of its range and its step", async () => {
    const [start, end] = [WALL_MS / 1_000 - 3_600, WALL_MS / 1_000];
    const query = `query=up&start=${start}&end=${end}&step=30`;
    const { parameters } = await moved(new Request(`http://p/query_range?${query}`));
    assertEquals(parameters.get("start"), String(SCENARIO_MS / 1_000 - 3_600));
    assertEquals(parameters.get("end"), String(SCENARIO_MS / 1_000));
    assertEquals(parameters.get("step"), "30");
  });

  it("means the last hour on a busy machine too", async () => {
    const late = WALL_MS - 9_300;
    const query = `query=up&start=${(late - 3_600_000) / 1_000}&end=${late / 1_000}`;
    const { parameters } = await moved(new Request(`http://p/query_range?${query}`));
    assertEquals(parameters.get("end"), String(SCENARIO_MS / 1_000));
    assertEquals(parameters.get("start"), String(SCENARIO_MS / 1_000 - 3_600));
  });

  it("means any other time to five seconds", async () => {
    const asked = (WALL_MS - 131_700) / 1_000;
    const { parameters } = await moved(new Request(`http://p/query?query=up&time=${asked}`));
    assertEquals(parameters.get("time"), String(SCENARIO_MS / 1_000 - 130));
  });

  it("moves by whole seconds, and never too far, where it names no time", async () => {
    const { byMs } = await moved(new Request("http://k/api/v1/pods"));
    assertEquals(byMs, Math.floor((WALL_MS - SCENARIO_MS) / 1_000) * 1_000);
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
