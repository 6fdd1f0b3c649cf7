import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { difference, sameValues } from "./answer_difference.ts";
import type { QueryAnswer } from "./query_answer.ts";

function vector(values: Readonly<Record<string, string>>): QueryAnswer {
  const result = Object.entries(values).map(([pod, value]) => (
    { metric: { pod }, value: [60, value] as const }
  ));
  return { data: { resultType: "vector", result } };
}

function refusal(kind: string): QueryAnswer {
  return { refused: { kind, message: "no" } };
}

/** real, embedded, the difference */
const CASES: readonly (readonly [QueryAnswer, QueryAnswer, string | undefined])[] = [
  [vector({ a: "1", b: "2" }), vector({ b: "2", a: "1" }), undefined],
  [vector({ a: "0.3" }), vector({ a: "0.30000000000000004" }), undefined],
  [vector({ a: "NaN" }), vector({ a: "NaN" }), undefined],
  [vector({ a: "1e+06" }), vector({ a: "1000000" }), undefined],
  [vector({ a: "1" }), vector({ a: "1.00000001" }), '60,1.00000001 and not 60,1 of {pod="a"}'],
  [vector({ a: "+Inf" }), vector({ a: "-Inf" }), '60,-Inf and not 60,+Inf of {pod="a"}'],
  [vector({ a: "1" }), vector({}), 'no {pod="a"} among 0, which is 60,1'],
  [vector({}), vector({ a: "1" }), '{pod="a"} is too much'],
  [refusal("bad_data"), refusal("bad_data"), undefined],
  [refusal("bad_data"), refusal("execution"), "refused as execution and not as bad_data: no"],
  [refusal("bad_data"), vector({}), "not refused: no"],
  [vector({}), refusal("execution"), "refused: no"],
];

describe("difference", () => {
  it("is nothing for equal answers, and else the first thing that differs", () => {
    for (const [real, embedded, expected] of CASES) {
      assertEquals(difference(real, embedded), expected);
    }
  });
});

describe("sameValues", () => {
  it("looks at values and times and not at labels", () => {
    assertEquals(sameValues(vector({ a: "1", b: "2" }), vector({ c: "2", d: "1" })), true);
    assertEquals(sameValues(vector({ a: "1" }), vector({ a: "2" })), false);
    assertEquals(sameValues(vector({ a: "1" }), vector({ a: "1", b: "1" })), false);
  });
});
