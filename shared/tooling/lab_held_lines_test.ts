import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { queryOf } from "./lab_held_lines.ts";

const ENTRY = { from: "2026-11-01T10:12:00Z", rate: 3 };

describe("queryOf", () => {
  it("selects the stream under the labels that Loki has, with anything for a placeholder", () => {
    const stream = { namespace: "shop", app: "cart", node: "node-01" };
    assertEquals(
      queryOf({ ...ENTRY, stream, template: "dial tcp {ip}:6379: i/o timeout (try {n})" }),
      '{job=~".+",namespace="shop",app="cart",node_name="node-01"} ' +
        '|~ "(?s)dial tcp .+:6379: i/o timeout \\\\(try .+\\\\)"',
    );
  });

  it("takes a quoted word or a second line for what a format makes of it", () => {
    const template = 'unknown key "region"\n  at load';
    assertEquals(
      queryOf({ ...ENTRY, stream: {}, template }),
      '{job=~".+"} |~ "(?s)unknown key .+region.+  at load"',
    );
  });
});
