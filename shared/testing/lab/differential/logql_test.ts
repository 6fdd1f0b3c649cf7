// Needs the lab's binaries. The generated queries over the fixture of the evaluator's own tests.
import { assertEquals } from "@std/assert";
import { after, before, describe, it } from "@std/testing/bdd";
import {
  evaluateLogMetric,
  evaluateLogMetricRange,
  evaluateLogs,
} from "../../../embedded/logql_evaluate.ts";
import { EvaluationError } from "../../../embedded/promql_values.ts";
import type { LogQuery, MetricExpr } from "../../../query/logql_ast.ts";
import { parseLogql } from "../../../query/logql_parse.ts";
import { isMetricQuery } from "../../../query/logql_walk.ts";
import { linesOf, pushTo } from "../../../tooling/lab_loki_push.ts";
import {
  type FixtureStream,
  LOG_FIXTURE_END_MS,
  LOG_FIXTURE_START_MS,
  logFixtureSource,
  logqlFixture,
} from "../../logql_fixture.ts";
import { generateLogql } from "../../logql_generator.ts";
import { compare, type Question } from "./comparison.ts";
import { ask, evaluated } from "./query_answer.ts";
import { type RealServer, startLoki } from "./real_servers.ts";
import { wholeDaysToNow } from "./whole_days.ts";

const SEED = 20_261_120;
const QUERIES = 600;
const ALL_LINES = 5_000;

const shiftMs = wholeDaysToNow(LOG_FIXTURE_END_MS);
const streams = logqlFixture().map(moved);
const source = logFixtureSource(streams);

const timeMs = LOG_FIXTURE_END_MS + shiftMs - 1_000_000;
const range = { startMs: timeMs - 1_500_000, endMs: timeMs + 600_000, stepMs: 120_000 };
const lines = { startMs: LOG_FIXTURE_START_MS + shiftMs, endMs: timeMs };

const queries = generateLogql(QUERIES, SEED).map((query) => ({ query, expr: parsed(query) }));
const metricQueries = queries.flatMap(({ query, expr }) =>
  isMetricQuery(expr) ? { query, expr } : []
);
const logQueries = queries.flatMap(({ query, expr }) => isMetricQuery(expr) ? [] : { query, expr });

describe("LogQL over the same lines", () => {
  let loki: RealServer;

  before(async () => {
    loki = await startLoki();
    await pushTo(loki.url, linesOf(streams));
  });
  after(() => loki[Symbol.asyncDispose]());

  it("has the lines of Loki", async () => {
    const { unknown } = await compare("LogQL, lines", logQueries.map(ofLines));
    assertEquals(unknown, []);
  });

  it("has the values of Loki at one time", async () => {
    const { unknown } = await compare("LogQL, instant", metricQueries.map(instant));
    assertEquals(unknown, []);
  });

  it("has the values of Loki over a range", async () => {
    const { unknown } = await compare("LogQL, range", metricQueries.map(overRange));
    assertEquals(unknown, []);
  });

  function ofLines({ query, expr }: Parsed<LogQuery>): Question {
    const options = { limit: ALL_LINES, direction: "forward" } as const;
    const parameters = { query, ...nanoseconds(lines), ...options };
    return {
      query,
      real: () => ask(`${loki.url}/loki/api/v1/query_range`, parameters),
      embedded: () =>
        evaluated(() => ({
          resultType: "streams",
          result: evaluateLogs(expr, { ...lines, ...options, source }),
        })),
    };
  }

  function instant({ query, expr }: Parsed<MetricExpr>): Question {
    return {
      query,
      real: () => ask(`${loki.url}/loki/api/v1/query`, { query, time: `${timeMs}000000` }),
      embedded: () => evaluated(() => evaluateLogMetric(expr, { timeMs, source })),
    };
  }

  function overRange({ query, expr }: Parsed<MetricExpr>): Question {
    const parameters = { query, ...nanoseconds(range), step: range.stepMs / 1_000 };
    return {
      query,
      real: () => ask(`${loki.url}/loki/api/v1/query_range`, parameters),
      embedded: () => evaluated(() => evaluateLogMetricRange(expr, { ...range, source })),
    };
  }
});

interface Parsed<Expr> {
  readonly query: string;
  readonly expr: Expr;
}

function parsed(query: string) {
  const result = parseLogql(query);
  if (result.ok) return result.ast;
  throw new EvaluationError("bad_data", `${result.problem.message} in ${query}`);
}

function moved({ labels, entries }: FixtureStream): FixtureStream {
  return { labels, entries: entries.map(({ t, line }) => ({ t: t + shiftMs, line })) };
}

function nanoseconds({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }) {
  return { start: `${startMs}000000`, end: `${endMs}000000` };
}
