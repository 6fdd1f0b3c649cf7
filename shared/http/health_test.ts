import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { BackendHealth } from "../backends/health.ts";
import { fakeRuntime } from "../testing/fake_runtime.ts";
import { HealthMonitor } from "./health.ts";

const OK: BackendHealth = { name: "loki", state: "ok" };

describe("HealthMonitor", () => {
  it("asks the backends once for many probes", async () => {
    let asked = 0;
    const health = () => Promise.resolve((asked += 1, [OK]));
    const monitor = new HealthMonitor(fakeRuntime({ health }));
    const reports = await Promise.all([monitor.report(), monitor.report()]);
    assertEquals([...reports, await monitor.report()].map(({ status }) => status), [
      "ok",
      "ok",
      "ok",
    ]);
    assertEquals(asked, 1);
  });

  it("is degraded by a backend that is down, not by one that is not configured", async () => {
    const statusOf = async (state: BackendHealth["state"]) => {
      const health = () => Promise.resolve([OK, { name: "prometheus", state }]);
      return (await new HealthMonitor(fakeRuntime({ health })).report()).status;
    };
    assertEquals(await statusOf("down"), "degraded");
    assertEquals(await statusOf("degraded"), "degraded");
    assertEquals(await statusOf("not configured"), "ok");
  });

  it("does not wait for a backend that hangs", async () => {
    const answer = Promise.withResolvers<readonly BackendHealth[]>();
    const monitor = new HealthMonitor(fakeRuntime({ health: () => answer.promise }));
    assertEquals(await monitor.report(), { status: "checking", backends: [] });
    answer.resolve([OK]);
    assertEquals(await monitor.report(), { status: "ok", backends: [OK] });
  });
});
