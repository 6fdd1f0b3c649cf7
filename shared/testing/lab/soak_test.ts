import { describe, it } from "@std/testing/bdd";
import { assert, assertEquals } from "@std/assert";
import { soak, type SoakStep } from "../../tooling/soak.ts";

/** Enough for every cache and every compiled function. */
const WARM_UP_STEPS = 2;
const GROWTH_MEBIBYTES = 6;

describe("a bridge under thousands of mixed requests", () => {
  it("answers each as it should, and its heap stays as large as it was", async () => {
    const steps: SoakStep[] = await Array.fromAsync(soak({ requests: 6_000, stepRequests: 1_000 }));
    const heaps = steps.map(({ heapMebibytes }) => heapMebibytes);
    const warm = Math.max(...heaps.slice(0, WARM_UP_STEPS));
    const last = Math.min(...heaps.slice(-2));
    assert(last - warm < GROWTH_MEBIBYTES, `The heap grows, in MiB: ${heaps.join(", ")}`);
    const statuses = new Set(steps.flatMap((step) => Object.keys(step.statuses)));
    // 0 are the callers that hang up.
    assertEquals([...statuses].sort(), ["0", "200", "400", "404"]);
  });
});
