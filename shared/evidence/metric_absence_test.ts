import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { ToolError } from "../errors.ts";
import { parsePromql } from "../query/promql_parse.ts";
import { fakeContext } from "../testing/fake_context.ts";
import { absenceText, explainEmpty } from "./metric_absence.ts";

const VALUES: Readonly<Record<string, readonly string[]>> = {
  __name__: ["up", "kube_pod_status_phase", "kube_pod_info"],
  namespace: ["shop", "dev"],
  phase: ["Pending", "Running"],
};

async function explain(expr: string, existing: readonly string[] = []) {
  const parsed = parsePromql(expr);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const context = fakeContext({
    prometheus: {
      series: ({ match }) => Promise.resolve(existing.includes(match[0] ?? "") ? [{}] : []),
      labelValues: (label) => Promise.resolve(VALUES[label] ?? []),
    },
  });
  const times = { kind: "instant", time: new Date("2026-11-01T10:30:00Z") } as const;
  return await explainEmpty(context, { expr: parsed.ast.expr, times });
}

describe("explainEmpty", () => {
  it("names the nearest metrics and the query with the first of them", async () => {
    const { state, absences, corrected } = await explain("sum(kube_pod_status_fase) > 0");
    assertEquals(state, "no series");
    assertEquals(absences, [{
      selector: "kube_pod_status_fase",
      metric: "kube_pod_status_fase",
      missing: "metric",
      similar: ["kube_pod_status_phase"],
    }]);
    assertEquals(corrected, "sum(kube_pod_status_phase) > 0");
  });

  it("names every label value that does not exist, and corrects them together", async () => {
    const { absences, corrected } = await explain(
      'kube_pod_info{namespace="shpo", phase="pending"}',
    );
    assertEquals(
      absences.map(({ missing, label, value, similar }) => [missing, label, value, similar]),
      [
        ["label", "namespace", "shpo", ["shop"]],
        ["label", "phase", "pending", ["Pending"]],
      ],
    );
    assertEquals(corrected, 'kube_pod_info{namespace="shop", phase="Pending"}');
  });

  it("shows the values there are when none is near, and corrects nothing", async () => {
    const { absences, corrected } = await explain('kube_pod_info{namespace="production"}');
    assertEquals(absences[0]?.similar, ["dev", "shop"]);
    assertEquals(corrected, undefined);
  });

  it("says no series when each value exists but not together", async () => {
    const { state, absences } = await explain('up{namespace="shop"}');
    assertEquals([state, absences[0]?.missing], ["no series", "series"]);
  });

  it("says empty when every selector has series", async () => {
    assertEquals(await explain("up > 1", ["up"]), { state: "empty", absences: [] });
  });

  it("names a range that is too short to hold two samples", async () => {
    const { state, absences } = await explain("rate(up[5])", ["up"]);
    assertEquals([state, absences], ["empty", [{
      selector: "up",
      missing: "samples",
      similar: [],
    }]]);
    assertEquals((await explain("rate(up[5m])", ["up"])).absences, []);
  });

  it("says empty when the look-up fails", async () => {
    const context = fakeContext({
      prometheus: { series: () => Promise.reject(new ToolError("timeout", "Cannot read series")) },
    });
    const parsed = parsePromql("up");
    const times = { kind: "instant", time: new Date(0) } as const;
    const result = parsed.ok && await explainEmpty(context, { expr: parsed.ast.expr, times });
    assertEquals(result, { state: "empty", absences: [] });
  });
});

describe("absenceText", () => {
  const selector = 'up{job="x"}';
  for (
    const [absence, text] of [
      [
        { selector, metric: "up", missing: "metric", similar: ["ups"] },
        'there is no metric "up", nearest: ups',
      ],
      [
        { selector, missing: "label", label: "job", value: "x", similar: [] },
        'there is no job="x"',
      ],
      [
        { selector, missing: "series", similar: [] },
        'no series matches up{job="x"} in this window',
      ],
      [undefined, "the series exist, the conditions of the query leave none"],
    ] as const
  ) {
    it(`says: ${text}`, () => {
      assertEquals(absenceText(absence && { ...absence, similar: [...absence.similar] }), text);
    });
  }
});
