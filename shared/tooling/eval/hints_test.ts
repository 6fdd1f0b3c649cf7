import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { hintsOf } from "./hints.ts";

describe("hints", () => {
  it("are the calls on lines that begin with next", () => {
    const text = 'next: k8s.get {"kind":"Service","name":"cart"} — its state\nnext week {}\n' +
      "next: broken {oops} — nothing";
    assertEquals(hintsOf(text), [{
      tool: "k8s.get",
      arguments: { kind: "Service", name: "cart" },
    }]);
  });
});
