import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { recordsOf } from "./records.ts";

const texts = (answer: string) => recordsOf(answer).map(({ text }) => text);
const has = (text: string | undefined, ...parts: readonly string[]) =>
  parts.every((part) => text?.includes(part));

describe("records", () => {
  it("are the lines of a text, with their ends", () => {
    const answer = "one\ntwo three";
    assertEquals(recordsOf(answer), [{ text: "one", end: 4 }, { text: "two three", end: 14 }]);
  });

  it("are the items of a YAML list, each whole", () => {
    const answer = "# Events:\n- Reason: BackOff\n  Object:\n    Name: cart\n- Reason: Pulled\n";
    const [comment, first, second] = texts(answer);
    assertEquals(comment, "# Events:");
    assertEquals(has(first, "Reason=BackOff", "Name: cart"), true);
    assertEquals(has(second, "Pulled"), true);
    assertEquals(has(second, "cart"), false);
  });

  it("are a YAML document as one", () => {
    const answer = "apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n  namespace: shop\n" +
      "spec:\n  selector:\n    app: crat\n";
    const [only, ...rest] = texts(answer);
    assertEquals(rest, []);
    assertEquals(has(only, "Service shop/cart", "app=crat", "app: crat", '"app":"crat"'), true);
  });

  it("are the objects of a JSON list, not the list", () => {
    const answer =
      '{"data":[{"metric":{"pod":"cart-1"},"value":[1,"2"]},{"metric":{"pod":"web-1"}}]}';
    const [first, second, ...rest] = texts(answer);
    assertEquals(rest, []);
    assertEquals(has(first, "pod=cart-1", "2"), true);
    assertEquals([has(second, "web-1"), has(second, "cart-1")], [true, false]);
  });

  it("say of a whole object what kubectl's table would", () => {
    const deployment = { kind: "Deployment", metadata: { name: "cart", namespace: "shop" } };
    const [text] = texts(
      JSON.stringify({ ...deployment, spec: { replicas: 3 }, status: { readyReplicas: 2 } }),
    );
    assertEquals(has(text, "2/3 ready"), true);
    const slice = { kind: "EndpointSlice", metadata: { name: "cart-x" }, endpoints: [] };
    assertEquals(has(texts(JSON.stringify(slice))[0], "no ready endpoints"), true);
  });

  it("stay lines where an answer only looks like YAML", () => {
    assertEquals(texts("- a: b\n nothing: [of it").length, 2);
  });
});
