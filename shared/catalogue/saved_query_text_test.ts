import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { savedQueryText } from "./saved_query_text.ts";
import type { ScopeValues } from "./saved_query.ts";

function fill(text: string, scopes: ScopeValues, language: "promql" | "logql" = "promql") {
  return savedQueryText({ language }, { text, needs: [] }, scopes);
}

const TEXT = 'rate(x{namespace="{{namespace}}", pod=~"{{workload}}-.+", code="500"}[5m])';

describe("savedQueryText", () => {
  it("fills the matchers of the scopes that are given", () => {
    assertEquals(
      fill(TEXT, { namespace: "shop", workload: "cart" }),
      'rate(x{namespace="shop", pod=~"cart-.+", code="500"}[5m])',
    );
  });

  it("leaves out the matchers of scopes that are not given", () => {
    assertEquals(fill(TEXT, { namespace: "shop" }), 'rate(x{namespace="shop", code="500"}[5m])');
    assertEquals(fill(TEXT, {}), 'rate(x{code="500"}[5m])');
  });

  it("takes a value for a literal in a regular expression", () => {
    assertEquals(
      fill(TEXT, { workload: "a.b|.*" }),
      'rate(x{pod=~"a\\\\.b\\\\|\\\\.\\\\*-.+", code="500"}[5m])',
    );
  });

  it("lets no value leave its matcher", () => {
    assertEquals(
      fill('x{namespace="{{namespace}}"}', { namespace: 'shop"} or y{a="$&' }),
      'x{namespace="shop\\"} or y{a=\\"$&"}',
    );
  });

  it("fills log queries", () => {
    const text = 'sum(rate({namespace="{{namespace}}", app="{{workload}}"} |= "x" [5m]))';
    assertEquals(
      fill(text, { namespace: "shop" }, "logql"),
      'sum(rate({namespace="shop"} |= "x" [5m]))',
    );
  });
});
