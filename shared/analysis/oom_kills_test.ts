import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Pod } from "./kube_pod.ts";
import { oomKills } from "./oom_kills.ts";

const NOW = new Date("2026-11-01T10:30:00Z");

function pod(
  name: string,
  finishedAt: string,
  { reason = "OOMKilled", state = "lastState" } = {},
): Pod {
  return {
    metadata: { name, namespace: "shop", ownerReferences: [{ kind: "StatefulSet", name: "db" }] },
    spec: { containers: [{ name: "app", resources: { limits: { memory: "256Mi" } } }] },
    status: {
      containerStatuses: [{
        name: "app",
        restartCount: 4,
        [state]: { terminated: { exitCode: 137, reason, finishedAt } },
      }],
    },
  };
}

describe("oomKills", () => {
  it("folds the pods of a workload, with restarts, the newest end and the limit", () => {
    const pods = [pod("db-0", "2026-11-01T10:00:00Z"), pod("db-1", "2026-11-01T10:20:00Z")];
    assertEquals(oomKills(pods, NOW), [{
      namespace: "shop",
      workload: "StatefulSet/db",
      container: "app",
      pods: 2,
      restarts: 8,
      lastAt: "2026-11-01T10:20:00Z",
      limit: "256Mi",
    }]);
  });

  it("counts a container that has just ended, and neither old nor other ends", () => {
    const count = (subject: Pod) => oomKills([subject], NOW).length;
    assertEquals(count(pod("db-0", "2026-11-01T10:29:00Z", { state: "state" })), 1);
    assertEquals(count(pod("db-0", "2026-10-31T10:29:00Z")), 0);
    assertEquals(count(pod("db-0", "2026-11-01T10:29:00Z", { reason: "Error" })), 0);
  });

  it("goes by namespace and workload among equals", () => {
    const at = "2026-11-01T10:00:00Z";
    const named = (name: string, namespace: string): Pod => ({
      ...pod(name, at),
      metadata: { name, namespace },
    });
    const pods = [named("b", "b"), named("a", "b"), named("c", "a")];
    const order = (of: readonly Pod[]) => oomKills(of, NOW).map(({ workload }) => workload);
    assertEquals(order(pods), ["Pod/c", "Pod/a", "Pod/b"]);
    assertEquals(order(pods.toReversed()), ["Pod/c", "Pod/a", "Pod/b"]);
  });

  it("puts the newest first for any order of the pods", () => {
    const old: Pod = {
      ...pod("x", "2026-11-01T09:00:00Z"),
      metadata: { name: "x", namespace: "a" },
    };
    const pods = [old, pod("db-0", "2026-11-01T10:00:00Z")];
    const names = (of: readonly Pod[]) => oomKills(of, NOW).map(({ workload }) => workload);
    assertEquals(names(pods), ["StatefulSet/db", "Pod/x"]);
    assertEquals(names(pods.toReversed()), ["StatefulSet/db", "Pod/x"]);
  });
});
