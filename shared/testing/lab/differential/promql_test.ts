// Needs the lab's binaries. The generated queries over the fixture of the evaluator's own tests.
import { assertEquals } from "@std/assert";
import { after, before, describe, it } from "@std/testing/bdd";
import { evaluateInstant, evaluateRange } from "../../../embedded/promql_evaluate.ts";
import { EvaluationError, type StoredSeries } from "../../../embedded/promql_values.ts";
import type { PromqlExpr } from "../../../query/promql_ast.ts";
import { parsePromql } from "../../../query/promql_parse.ts";
import { writeSeries } from "../../../tooling/lab_remote_write.ts";
import { FIXTURE_END_MS, fixtureSource, promqlFixture } from "../../promql_fixture.ts";
import { generatePromql } from "../../promql_generator.ts";
import { compare, type Question } from "./comparison.ts";
import { ask, evaluated } from "./query_answer.ts";
import { type RealServer, startPrometheus } from "./real_servers.ts";
import { wholeDaysToNow } from "./whole_days.ts";

const SEED = 20_261_120;
const QUERIES = 1_000;

const shiftMs = wholeDaysToNow(FIXTURE_END_MS);
const series = promqlFixture().map(moved);
const source = fixtureSource(series);
const queries = generatePromql(QUERIES, SEED).map(movedQuery);

const timeMs = FIXTURE_END_MS + shiftMs - 1_797_000;
const range = { startMs: timeMs - 2_400_000, endMs: timeMs + 1_200_000, stepMs: 137_000 };

describe("PromQL over the same series", () => {
  let prometheus: RealServer;

  before(async () => {
    prometheus = await startPrometheus();
    await writeSeries(series, prometheus);
  });
  after(() => prometheus[Symbol.asyncDispose]());

  it("has the values of Prometheus at one time", async () => {
    const { unknown } = await compare("PromQL, instant", queries.map(instant));
    assertEquals(unknown, []);
  });

  it("has the values of Prometheus over a range", async () => {
    const { unknown } = await compare("PromQL, range", queries.map(overRange));
    assertEquals(unknown, []);
  });

  function instant(query: string): Question {
    return {
      query,
      real: () => ask(`${prometheus.url}/api/v1/query`, { query, time: timeMs / 1_000 }),
      embedded: () => evaluated(() => evaluateInstant(parsed(query), { timeMs, source })),
    };
  }

  function overRange(query: string): Question {
    const { startMs, endMs, stepMs } = range;
    const window = { start: startMs / 1_000, end: endMs / 1_000, step: stepMs / 1_000 };
    return {
      query,
      real: () => ask(`${prometheus.url}/api/v1/query_range`, { query, ...window }),
      embedded: () => evaluated(() => evaluateRange(parsed(query), { ...range, source })),
    };
  }
});

function moved({ labels, samples: { t, v }, staleAt = [] }: StoredSeries): StoredSeries {
  const move = (times: readonly number[]) => times.map((time) => time + shiftMs);
  return { labels, samples: { t: move(t), v }, staleAt: move(staleAt) };
}

/** Moves the absolute times of `@` as well. */
function movedQuery(query: string): string {
  return query.replace(
    /@ (\d+)/g,
    (_, seconds: string) => `@ ${Number(seconds) + shiftMs / 1_000}`,
  );
}

function parsed(query: string): PromqlExpr {
  const result = parsePromql(query);
  if (result.ok) return result.ast.expr;
  throw new EvaluationError("bad_data", result.problem.message);
}
