import { assertArrayIncludes, assertEquals, assertNotEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { tool } from "../../functions/triage_now.ts";
import { entityText } from "../analysis/entity.ts";
import { loadConfig } from "../config.ts";
import type { Triage } from "../evidence/triage_schema.ts";
import { contextOf } from "../run_tool.ts";
import { createRuntime } from "../runtime.ts";
import { SCOPES } from "../tool.ts";
import { inProcessUpstreams } from "./in_process_upstreams.ts";
import { type LoadedScenario, loadScenario, scenarioIds } from "./scenario/load_scenario.ts";

/** A cause further down is not one that anybody looks at. */
const FIRST_SUSPECTS = 3;

const recorder = { callStarted() {}, callEnded() {}, backendCall() {} };
const principal = { tenant: "default", user: "tester", scopes: SCOPES };

const all: readonly LoadedScenario[] = await Promise.all(
  (await scenarioIds()).map((id) => loadScenario(id)),
);
// A scenario on the large cluster takes seconds: of those only the ones without an incident. The evaluation asks all.
const asked = all.filter(({ scenario: { base, expect } }) => base === "shop-small" || expect);

/** Asks what is wrong in the whole cluster of a scenario, at its moment. */
async function triaged({ world }: LoadedScenario): Promise<Triage> {
  const { settings, fetch, now, kubernetesUrl } = inProcessUpstreams(world);
  const runtime = await createRuntime(loadConfig(settings), {
    tools: [],
    recorder,
    fetch,
    now,
    kubernetesUrl,
  });
  const signal = new AbortController().signal;
  const context = contextOf(runtime, { principal }, { signal, report() {} });
  const output = await tool.handler(tool.input.parse({}), context);
  await runtime.close();
  return output;
}

describe("triage.now in the scenarios", () => {
  for (const loaded of asked) {
    const { id, expect, root_cause: cause } = loaded.scenario;

    if (expect === "no_finding") {
      it(`finds nothing in ${id}`, async () => {
        assertEquals((await triaged(loaded)).verdict, "nothing");
      });
    } else if (expect === "coverage") {
      it(`is not sure in ${id}`, async () => {
        assertNotEquals((await triaged(loaded)).confidence, "high");
      });
    } else {
      it(`suspects the cause of ${id} among the first`, async () => {
        const { suspects } = await triaged(loaded);
        const first = suspects.slice(0, FIRST_SUSPECTS).map(({ entity }) => entityText(entity));
        assertArrayIncludes(first, cause === null ? [] : [entityText(cause)]);
      });
    }
  }
});
