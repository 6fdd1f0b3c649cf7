import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { parseLogql } from "../query/logql_parse.ts";
import { fakeContext } from "../testing/fake_context.ts";
import { explainNoLines, noLinesText } from "./log_absence.ts";

const window = { start: new Date("2026-11-01T09:30:00Z"), end: new Date("2026-11-01T10:30:00Z") };
const VALUES: Readonly<Record<string, readonly string[]>> = {
  namespace: ["shop", "dev"],
  app: ["cart", "orders"],
};

async function explain(logql: string, streams = 0) {
  const parsed = parseLogql(logql);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const { loki } = fakeContext({
    loki: {
      series: () => Promise.resolve(Array.from({ length: streams }, () => ({}))),
      labelNames: () => Promise.resolve(Object.keys(VALUES)),
      labelValues: (label) => Promise.resolve(VALUES[label] ?? []),
    },
  });
  return await explainNoLines({ loki }, { expr: parsed.ast, window });
}

describe("explainNoLines", () => {
  it("says empty when the streams exist", async () => {
    assertEquals(await explain('{app="cart"} |= "x"', 2), { state: "empty", absences: [] });
  });

  it("names labels and values that do not exist, and corrects them together", async () => {
    const { state, absences, corrected } = await explain('{namespce="shop", app="kart"} |= "x"');
    assertEquals(state, "no series");
    assertEquals(absences, [
      { missing: "label", label: "namespce", existing: ["namespace"] },
      { missing: "value", label: "app", value: "kart", existing: ["cart"] },
    ]);
    assertEquals(corrected, '{namespace="shop", app="cart"} |= "x"');
  });

  it("corrects the queries inside a metric query", async () => {
    const { corrected } = await explain('sum(rate({app="ordrs"}[5m]))');
    assertEquals(corrected, 'sum(rate({app="orders"} [5m]))');
  });

  it("shows the values there are when none is near", async () => {
    const { absences, corrected } = await explain('{namespace="production"}');
    assertEquals(absences[0]?.existing, ["dev", "shop"]);
    assertEquals(corrected, undefined);
  });

  it("says when the labels exist but not together", async () => {
    const { state, absences } = await explain('{namespace="dev", app="cart"}');
    assertEquals([state, absences], ["no series", [{ missing: "streams", existing: [] }]]);
  });
});

describe("noLinesText", () => {
  for (
    const [absence, text] of [
      [undefined, "the streams exist, none of their lines fits the query"],
      [
        { missing: "label", label: "aap", existing: ["app"] },
        'there is no label "aap", there is app',
      ],
      [
        { missing: "value", label: "app", value: "kart", existing: ["cart", "orders"] },
        'there is no app="kart", there is cart, orders',
      ],
      [{ missing: "streams", existing: [] }, "no stream has these labels together"],
    ] as const
  ) {
    it(`says: ${text}`, () => {
      assertEquals(noLinesText(absence && { ...absence, existing: [...absence.existing] }), text);
    });
  }
});
