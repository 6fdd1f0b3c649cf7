import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { fakeContext, NOW, TESTER } from "./fake_context.ts";

describe("fakeContext", () => {
  it("answers what the test gave and rejects every other call by name", async () => {
    const context = fakeContext({
      kubernetes: {
        list: () =>
          Promise.resolve({ items: [{ metadata: { name: "cart-1" } }], total: 1, unread: [] }),
      },
    });
    const { items } = await context.kubernetes.list("pods");
    assertEquals(items.map(({ metadata }) => metadata.name), ["cart-1"]);
    await assertRejects(
      () => context.loki.labelNames(),
      Error,
      "Unexpected call of loki.labelNames()",
    );
  });

  it("rejects a follow that the test did not give", async () => {
    const lines = fakeContext().kubernetes.followPodLog({ namespace: "shop", pod: "cart-1" });
    await assertRejects(
      async () => await Array.fromAsync(lines),
      Error,
      "Unexpected call of kubernetes.followPodLog()",
    );
  });

  it("stands still at one moment with a principal of the whole cluster", () => {
    const context = fakeContext();
    assertEquals(context.now(), NOW);
    assertEquals(context.principal, TESTER);
    assertEquals(context.signal.aborted, false);
  });

  it("collects what the handler reports", () => {
    const context = fakeContext();
    context.report({ message: "1 of 2", progress: 1, total: 2 });
    assertEquals(context.reported, [{ message: "1 of 2", progress: 1, total: 2 }]);
  });
});
