import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { isTooBroad } from "./logql_broad.ts";
import { logQueriesOf } from "./logql_walk.ts";
import { parseLogql } from "./logql_parse.ts";

describe("isTooBroad()", () => {
  const cases: Readonly<Record<string, boolean>> = {
    '{app=~".+"}': true,
    '{app=~".*.+"}': true,
    '{app=~"(?i).+|x"}': true,
    '{app=~".+", pod=~".*"}': true,
    '{app=~".+", pod!="x"}': true,
    '{app!=""}': true,
    '{app="web"}': false,
    '{app=~"web|cart"}': false,
    '{app=~".+", namespace="shop"}': false,
    '{app=~"web-.*"}': false,
  };
  for (const [query, broad] of Object.entries(cases)) {
    it(`says ${broad} to ${query}`, () => {
      const result = parseLogql(query);
      const [found] = result.ok ? logQueriesOf(result.ast) : [];
      assertEquals(isTooBroad(found?.matchers ?? []), broad);
    });
  }
});
