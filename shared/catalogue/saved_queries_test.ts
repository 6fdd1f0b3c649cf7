import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { parseLogql } from "../query/logql_parse.ts";
import { logQueriesOf } from "../query/logql_walk.ts";
import { parsePromql } from "../query/promql_parse.ts";
import type { PromqlExpr } from "../query/promql_ast.ts";
import { selectorsOf } from "../query/promql_selectors.ts";
import { walkPromql } from "../query/promql_walk.ts";
import { placeholders } from "./placeholders.ts";
import { metricsOfSavedQueries, SAVED_QUERIES, savedQuery } from "./saved_queries.ts";
import { QUERY_SCOPES, type SavedQuery } from "./saved_query.ts";

const TEXTS = SAVED_QUERIES.flatMap((query) =>
  query.variants.map((variant) => ({ query, variant }))
);

function promql(text: string): PromqlExpr {
  const result = parsePromql(text);
  if (result.ok) return result.ast.expr;
  throw new Error(`${result.problem.message} at ${result.problem.near}`);
}

function namesIn(text: string, language: SavedQuery["language"]): readonly string[] {
  if (language === "logql") return [];
  return selectorsOf(promql(text)).flatMap(({ metric }) => metric ?? []);
}

/** What is summed over counters without a rate in between loses their resets. */
function sumsBeforeRate(expr: PromqlExpr): boolean {
  return [...walkPromql(expr)].some((node) =>
    node.kind === "Call" && /^(?:rate|irate|increase)$/.test(node.name) &&
    node.args.some((arg) => [...walkPromql(arg)].some(({ kind }) => kind === "Aggregate"))
  );
}

describe("the saved queries", () => {
  it("are forty, each with an id of its own", () => {
    assertEquals(SAVED_QUERIES.length, 40);
    assertEquals(new Set(SAVED_QUERIES.map(({ id }) => id)).size, 40);
  });

  for (const { query, variant } of TEXTS) {
    const { id, language, scopes } = query;

    it(`${id} parses and declares the scopes it has places for`, () => {
      const parsed = language === "promql" ? parsePromql(variant.text) : parseLogql(variant.text);
      assertEquals(parsed.ok ? undefined : parsed.problem, undefined);
      const used = new Set(placeholders(variant.text));
      assertEquals([...used].filter((name) => !scopes.some((scope) => scope === name)), []);
    });

    it(`${id} needs only metrics that it reads`, () => {
      const read = namesIn(variant.text, language);
      assertEquals(variant.needs.filter((metric) => !read.includes(metric)), []);
    });
  }

  it("have a place for each scope in some variant", () => {
    const unused = SAVED_QUERIES.flatMap(({ id, scopes, variants }) =>
      scopes.filter((scope) => !variants.some(({ text }) => placeholders(text).includes(scope)))
        .map((scope) => `${id}: ${scope}`)
    );
    assertEquals(unused, []);
  });

  it("have places nowhere but in matchers", () => {
    const misplaced = TEXTS.filter(({ query, variant }) => {
      const matchers = query.language === "promql"
        ? selectorsOf(promql(variant.text)).flatMap(({ matchers }) => matchers)
        : logqlMatchers(variant.text);
      const inMatchers = matchers.flatMap(({ value }) => placeholders(value)).length;
      return inMatchers !== placeholders(variant.text).length;
    });
    assertEquals(misplaced.map(({ query }) => query.id), []);
  });

  it("name related queries that exist", () => {
    const unknown = SAVED_QUERIES.flatMap(({ related }) => related)
      .filter((id) => savedQuery(id) === undefined);
    assertEquals(unknown, []);
  });

  it("require only scopes that they have", () => {
    const wrong = SAVED_QUERIES.filter(({ required = [], scopes }) =>
      required.some((scope) => !scopes.includes(scope))
    );
    assertEquals(wrong.map(({ id }) => id), []);
    assertEquals(QUERY_SCOPES.length, new Set(QUERY_SCOPES).size);
  });
});

describe("the pitfalls", () => {
  const promqlTexts = TEXTS.filter(({ query }) => query.language === "promql");

  it("rate comes before sum", () => {
    const wrong = promqlTexts.filter(({ variant }) => sumsBeforeRate(promql(variant.text)));
    assertEquals(wrong.map(({ query }) => query.id), []);
  });

  it("no job of an exporter is hard-coded", () => {
    const wrong = promqlTexts.filter(({ variant }) => /\bjob=~?"[^"{]*"/.test(variant.text));
    assertEquals(wrong.map(({ query }) => query.id), []);
  });

  it("cAdvisor's whole pods and pause containers are left out", () => {
    const wrong = promqlTexts.filter(({ variant }) =>
      selectorsOf(promql(variant.text)).some(({ metric = "", matchers }) =>
        metric.startsWith("container_") &&
        !["", "POD"].every((value) =>
          matchers.some((one) =>
            one.label === "container" && one.op === "!=" && one.value === value
          )
        )
      )
    );
    assertEquals(wrong.map(({ query }) => query.id), []);
  });

  it("series of kube-state-metrics are deduplicated", () => {
    const wrong = promqlTexts.filter(({ variant }) => {
      const expr = promql(variant.text);
      const all = selectorsOf(expr).filter(({ metric = "" }) => metric.startsWith("kube_"));
      const inMax = [...walkPromql(expr)]
        .filter((node) => node.kind === "Aggregate" && (node.op === "max" || node.op === "min"))
        .flatMap((node) => selectorsOf(node)).map(({ place }) => place.from);
      return all.some(({ place }) => !inMax.includes(place.from));
    });
    assertEquals(wrong.map(({ query }) => query.id), []);
  });
});

describe("metricsOfSavedQueries", () => {
  it("names what any variant needs", () => {
    const names = metricsOfSavedQueries();
    assertEquals(
      [names.has("container_oom_events_total"), names.has("up"), names.has("wombat")],
      [true, true, false],
    );
  });
});

function logqlMatchers(text: string) {
  const parsed = parseLogql(text);
  return parsed.ok ? logQueriesOf(parsed.ast).flatMap(({ matchers }) => matchers) : [];
}
