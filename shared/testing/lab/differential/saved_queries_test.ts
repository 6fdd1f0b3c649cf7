// Needs the lab's binaries. Every query of the catalogue over all metrics and logs of a scenario, over HTTP.
import { assertEquals } from "@std/assert";
import { after, before, describe, it } from "@std/testing/bdd";
import { parseLogql } from "../../../query/logql_parse.ts";
import { isMetricQuery } from "../../../query/logql_walk.ts";
import { compare, type Question } from "./comparison.ts";
import { ask, type Parameters } from "./query_answer.ts";
import { type Pair, type RealWorld, startRealWorld } from "./real_world.ts";
import { savedQueryTexts } from "./saved_query_texts.ts";

const RANGE = { seconds: 3 * 3_600, stepSeconds: 600 } as const;
/** Loki takes ten seconds for three hours of a regular expression over all lines. */
const LOG_RANGE = { seconds: 1_800, stepSeconds: 300 } as const;
const ALL_LINES = 5_000;
const LINES_SECONDS = 60;

describe("the saved queries over a whole scenario", () => {
  let real: RealWorld;

  before(async () => {
    real = await startRealWorld("service-selector-typo");
  });
  after(() => real[Symbol.asyncDispose]());

  it("have the values of Prometheus at one time", async () => {
    const questions = savedQueryTexts("promql").map((query) =>
      question(real.prometheus, "api/v1/query", { query, time: seconds() })
    );
    const { unknown } = await compare("saved PromQL, instant", questions);
    assertEquals(unknown, []);
  });

  it("have the values of Prometheus over a range", async () => {
    const questions = savedQueryTexts("promql").map((query) =>
      question(real.prometheus, "api/v1/query_range", { query, ...range(RANGE) })
    );
    const { unknown } = await compare("saved PromQL, range", questions);
    assertEquals(unknown, []);
  });

  it("have the lines and values of Loki", async () => {
    const { unknown } = await compare("saved LogQL", savedQueryTexts("logql").flatMap(ofLogs));
    assertEquals(unknown, []);
  });

  function ofLogs(query: string): Question[] {
    const parsed = parseLogql(query);
    if (!parsed.ok || !isMetricQuery(parsed.ast)) {
      const start = seconds() - LINES_SECONDS;
      const parameters = { query, start, end: seconds(), limit: ALL_LINES };
      return [question(real.loki, "loki/api/v1/query_range", parameters)];
    }
    return [
      question(real.loki, "loki/api/v1/query", { query, time: seconds() }),
      question(real.loki, "loki/api/v1/query_range", { query, ...range(LOG_RANGE) }),
    ];
  }

  function range({ seconds: back, stepSeconds: step }: { seconds: number; stepSeconds: number }) {
    return { start: seconds() - back, end: seconds(), step };
  }

  function seconds(): number {
    return real.world.nowMs / 1_000;
  }
});

function question(
  { url, embedded }: Pair,
  path: string,
  parameters: Parameters & { query: string },
) {
  const endpoint = `${url}/${path}`;
  return {
    query: parameters.query,
    real: () => ask(endpoint, parameters),
    embedded: () => ask(endpoint, parameters, { fetch: embedded }),
  };
}
