import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ToolError } from "../shared/errors.ts";
import { clusterContext, sampleCluster } from "../shared/testing/cluster_fixture.ts";
import { fakeContext } from "../shared/testing/fake_context.ts";
import { runHandler } from "../shared/testing/run_handler.ts";
import { tool } from "./workload_explain.ts";

const BROKEN = clusterContext(sampleCluster({ selector: "crat" }));
const HEALTHY = clusterContext(sampleCluster());

async function run(input: Record<string, unknown>, parts = HEALTHY) {
  return await runHandler(tool, input, fakeContext(parts));
}

describe("workload.explain", () => {
  it("folds pods by state, with a pod to look at", async () => {
    const { output, text } = await run({ namespace: "shop", workload: "cart" });
    assertEquals(output.pods, [{
      state: "Running 1/1",
      count: 2,
      restarts: 0,
      nodes: ["node-01"],
      example: "cart-7c9d8b6f5-x2x4z",
    }]);
    assertStringIncludes(text, "Deployment shop/cart: 2/2 ready, 0 restarts, healthy");
  });

  it("names what is wrong with the Service in front of it", async () => {
    const { output } = await run({ namespace: "shop", workload: "Deployment/cart" }, BROKEN);
    assertEquals(output.entity, { kind: "Deployment", namespace: "shop", name: "cart" });
    const known = output.findings.map(({ entity }) => `${entity.kind} ${entity.name}`);
    assertEquals(known, ["Service cart"]);
  });

  it("lists what it needs and who needs it, and where that is known from", async () => {
    const { output } = await run({ namespace: "shop", workload: "cart" });
    assertEquals(
      output.dependencies.map(({ entity, edge, source }) => [entity.name, edge, source]),
      [
        ["node-01", "runs on", "pod placement"],
      ],
    );
  });

  it("answers an unknown workload with the nearest of its namespace", async () => {
    const error = await assertRejects(
      () => run({ namespace: "shop", workload: "card" }),
      ToolError,
    );
    assertEquals(error.code, "not_found");
    assertStringIncludes(
      error.hint ?? "",
      'workload.explain {"namespace":"shop","workload":"cart"}',
    );
  });

  it("tells a namespace that does not exist from a workload that does not", async () => {
    const error = await assertRejects(
      () => run({ namespace: "shopp", workload: "cart" }),
      ToolError,
    );
    assertStringIncludes(error.message, 'Cannot find namespace "shopp"');
  });
});
