/**
 * Measures the evidence that servers hand to fixed readers, and what it costs in tokens. It is never a measure of
 * whether a model would be right.
 *
 * `deno task eval [--scenarios DIR] [--scenario ID] [--server telemcp|kubernetes-mcp-server|mcp-grafana|peers|all]`
 *
 * Raw results go to `--output`, by default dist/eval.json, which keeps what earlier runs found; `--report` runs
 * nothing and reports that. With results of all servers on our own scenarios the README's tables are written.
 * With `--quick` only our own overview call is made, in process; `--show` prints its answers.
 */

import { parseArgs } from "node:util";
import { print } from "../command_line.ts";
import { CONTENDERS } from "./eval/contenders.ts";
import { evaluate, reportEarlier, SERVERS, writeReadme } from "./eval/evaluation.ts";
import { runQuick } from "./eval/quick.ts";

if (import.meta.main) {
  const { values } = parseArgs({
    args: [...Deno.args],
    options: {
      scenarios: { type: "string", multiple: true, default: [] },
      scenario: { type: "string" },
      server: { type: "string", default: "all" },
      output: { type: "string", default: "dist/eval.json" },
      quick: { type: "boolean", default: false },
      show: { type: "boolean", default: false },
      report: { type: "boolean", default: false },
    },
  });
  const { scenarios: folders, scenario, server, output, quick, show, report } = values;
  if (!SERVERS.includes(server)) throw new Error(`Expected --server ${SERVERS.join(", ")}`);
  if (quick) {
    await runQuick({ folders, scenario, show }, print);
  } else {
    const all = report
      ? await reportEarlier(output, print)
      : await evaluate({ folders, scenario, server, output }, print);
    const isWhole = all.contenders.length === CONTENDERS.length;
    if (isWhole && scenario === undefined && folders.length === 0) await writeReadme(all);
  }
}
