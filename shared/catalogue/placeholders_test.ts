import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { fillArguments, fillText, placeholders } from "./placeholders.ts";

describe("fillText()", () => {
  it("puts values in their places and says any where there is none", () => {
    assertEquals(
      fillText("pods of {{namespace}} and {{ pod }}", { namespace: "shop" }),
      "pods of shop and any",
    );
  });

  it("does not fill what a value brings along", () => {
    assertEquals(fillText("{{a}}", { a: "{{b}} $&", b: "x" }), "{{b}} $&");
  });
});

describe("fillArguments()", () => {
  it("leaves out an argument whose place has no value and keeps what is no text", () => {
    assertEquals(
      fillArguments({ namespace: "{{namespace}}", pod: "{{pod}}", previous: true, kind: "pods" }, {
        namespace: "shop",
      }),
      { namespace: "shop", previous: true, kind: "pods" },
    );
  });
});

describe("fillArguments() of a list", () => {
  it("fills its items", () => {
    assertEquals(fillArguments({ labels: ["{{label}}", "job"] }, { label: "pod" }), {
      labels: ["pod", "job"],
    });
    assertEquals(fillArguments({ labels: ["{{label}}"] }, {}), {});
  });
});

describe("placeholders()", () => {
  it("names the places of a text", () => {
    assertEquals(placeholders("{{a}} {{ b }} {c} {{d e}}"), ["a", "b"]);
  });
});
