import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { parseLogql } from "../query/logql_parse.ts";
import { parsePromql } from "../query/promql_parse.ts";
import { DASHBOARDS, dashboardText } from "./dashboards.ts";

describe("DASHBOARDS", () => {
  it("keep their URIs", () => {
    assertEquals(DASHBOARDS.map(({ uri }) => uri), [
      "res://dashboards/top-pods-by-cpu.promql",
      "res://dashboards/pod-restarts.promql",
      "res://dashboards/warn-events.logql",
    ]);
  });

  it("run as they are printed, comments included", () => {
    for (const dashboard of DASHBOARDS) {
      const parse = dashboard.language === "promql" ? parsePromql : parseLogql;
      const parsed = parse(dashboardText(dashboard));
      assertEquals([dashboard.name, parsed.ok], [dashboard.name, true]);
    }
  });
});
