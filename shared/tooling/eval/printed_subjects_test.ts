import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { directoryOf, mentioned, printedSubjects } from "./printed_subjects.ts";

const directory = directoryOf([
  { kind: "Deployment", namespace: "shop", name: "cart" },
  { kind: "Service", namespace: "shop", name: "cart" },
  { kind: "Deployment", namespace: "shop", name: "checkout" },
  { kind: "Deployment", namespace: "dev", name: "loadgen" },
  { kind: "Ingress", namespace: "shop", name: "shop" },
  { kind: "Pod", namespace: "shop", name: "cart-6f7-abcde" },
]);
const names = (records: readonly string[], symptom = "") =>
  printedSubjects(records, { directory, symptom }).map(({ kind, name }) => `${kind} ${name}`);

describe("printed subjects", () => {
  it("stand in order of mention, trouble first, the symptom before", () => {
    const records = ["loadgen 1/1", "checkout 3/3", "Service shop/cart no ready endpoints"];
    assertEquals(names(records, "checkout fails"), [
      "Deployment checkout",
      "Service cart",
      "Deployment loadgen",
    ]);
  });

  it("are of the kind that stands before the name", () => {
    assertEquals(names(["Service/cart"]), ["Service cart"]);
    assertEquals(names(["cart"]), ["Deployment cart"]);
  });

  it("are no namespaces, unless their kind stands before them", () => {
    assertEquals(names(["shop is a namespace, shop/cart is in it"]), ["Deployment cart"]);
    assertEquals(names(["Ingress shop/shop"]), ["Ingress shop"]);
  });

  it("are not named by where a sample comes from", () => {
    assertEquals(names(['{"job":"loadgen","deployment":"cart"}']), ["Deployment cart"]);
  });

  it("come with their pods", () => {
    const [first] = printedSubjects(["cart", "cart-6f7-abcde"], { directory, symptom: "" });
    assertEquals(first?.pods, ["cart-6f7-abcde"]);
  });

  it("are mentioned in the order of the text", () => {
    const found = mentioned(["checkout", "Service cart fails"], directory);
    assertEquals(found.map(({ name }) => name), ["checkout", "cart"]);
  });
});
