/**
 * Measures the evidence that a server hands to a fixed reader, and what it costs.
 *
 * `deno task eval [--scenarios DIR] [--scenario ID] [--server telemcp|kubernetes-mcp-server|mcp-grafana|all]`
 * With `--quick` only our own overview call is made, in process; `--show` prints its answers.
 */

import { parseArgs } from "node:util";
import { print } from "../command_line.ts";
import { runQuick } from "./eval/quick.ts";

if (import.meta.main) {
  const { values } = parseArgs({
    args: [...Deno.args],
    options: {
      scenarios: { type: "string", multiple: true, default: [] },
      scenario: { type: "string" },
      server: { type: "string", default: "all" },
      quick: { type: "boolean", default: false },
      show: { type: "boolean", default: false },
    },
  });
  const { scenarios: folders, scenario, show } = values;
  await runQuick({ folders, scenario, show }, print);
}
