/** The one call that TeleMCP is asked first, made in process on a frozen scenario. */

import { tools } from "../../../functions/_registry.ts";
import { loadConfig } from "../../config.ts";
import { inProcessUpstreams } from "../../embedded/in_process_upstreams.ts";
import type { World } from "../../embedded/world/world.ts";
import { runForText } from "../../run_tool.ts";
import { createRuntime } from "../../runtime.ts";

const TRIAGE = "triage.now";
/** What is asked while there is no triage. */
const BEFORE_TRIAGE = ["inventory.snapshot", "alerts.list"];

/** The text a model reads first, at the scenario's own clock. */
export async function overviewText(world: World): Promise<string> {
  const upstreams = inProcessUpstreams(world);
  const config = loadConfig({ ...upstreams.settings, TELEMCP_LOG_LEVEL: "error" });
  const runtime = await createRuntime(config, { ...upstreams, tools });
  try {
    const principal = await runtime.identify(undefined);
    if (principal === undefined) throw new Error("Cannot call without a principal");
    const { signal } = new AbortController();
    const asked = tools.some(({ name }) => name === TRIAGE) ? [TRIAGE] : BEFORE_TRIAGE;
    const called = tools.filter(({ name }) => asked.includes(name));
    const results = await Promise.all(
      called.map((tool) => runForText(runtime, { tool, input: {}, principal, signal })),
    );
    return results.map(({ text }) => text).join("\n");
  } finally {
    await runtime.close();
  }
}
