import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Change } from "../analysis/changes/change.ts";
import { fieldName } from "../analysis/changes/field_name.ts";
import { itemSteps } from "../analysis/changes/item_steps.ts";
import type { FieldSteps } from "../analysis/changes/object_diff.ts";
import { entityText, isSame } from "../analysis/entity.ts";
import { loadConfig } from "../config.ts";
import { inProcessUpstreams } from "../embedded/in_process_upstreams.ts";
import {
  type LoadedScenario,
  loadScenario,
  scenarioIds,
} from "../embedded/scenario/load_scenario.ts";
import { contextOf } from "../run_tool.ts";
import { createRuntime } from "../runtime.ts";
import { TESTER } from "../testing/fake_context.ts";
import { readChanges } from "./changes.ts";

/** What no trace tells, by scenario, time and object, and why. */
const UNTOLD: Readonly<Record<string, string>> = {
  "cache-node-selector 02:05:00 Deployment shop/cache":
    "the same manager wrote again at 07:20, and only its latest time is kept",
  "cache-node-selector 07:05:10 Node node-18":
    "the same manager wrote again at 07:12; the series tells the cordon, not who did it",
  "clock-skew-rejects-tokens 09:58:12 Secret shop/payments-secret":
    "Secrets are never read, so that nobody knows who wrote",
  "orders-password-rotated 02:30:00 Secret shop/orders-secret":
    "Secrets are never read, so that nobody knows who wrote",
  "payments-missing-setting 12:30:00 Secret shop/payments-secret":
    "Secrets are never read, so that nobody knows who wrote",
};

type Declared = LoadedScenario["scenario"]["changes"][number];

const TOLERANCE_MS = 60_000;

const WINDOW_MS = 6 * 3_600_000;

/** Reads the changes of the six hours before a scenario's question. */
async function changesOf({ world }: LoadedScenario): Promise<readonly Change[]> {
  const { settings, kubernetesUrl, fetch, now } = inProcessUpstreams(world);
  const runtime = await createRuntime(loadConfig(settings), {
    tools: [],
    fetch,
    kubernetesUrl,
    now,
  });
  try {
    const { signal } = new AbortController();
    const context = contextOf(runtime, { principal: TESTER }, { signal, report() {} });
    const window = { start: new Date(now().getTime() - WINDOW_MS), end: now() };
    return (await readChanges(context, { scope: {}, window })).changes;
  } finally {
    await runtime.close();
  }
}

/** The fields that a patch sets, as changes name them. */
function patchedFields(value: unknown, steps: FieldSteps = []): readonly string[] {
  const branches = Array.isArray(value)
    ? itemSteps(value)
    : typeof value === "object" && value !== null
    ? new Map(Object.entries(value))
    : undefined;
  if (branches === undefined) return steps.at(-1) === "name" ? [] : [fieldName(steps)];
  return [...branches].flatMap(([step, part]) => patchedFields(part, [...steps, step]));
}

function tells(change: Change, { at, by, object, patch }: Declared): boolean {
  const isThen = Math.abs(Date.parse(change.at) - Date.parse(at)) <= TOLERANCE_MS;
  if (!isSame(change.entity, object) || change.by !== by || !isThen) return false;
  const told = change.field.replace(/^one of /, "").split(", ");
  return patchedFields(patch).some((field) =>
    told.some((one) => field.startsWith(one) || one.startsWith(field) || isPartOf(field, one))
  );
}

/** A new container is one change, and so is a template of which nobody knows what it was. */
function isPartOf(field: string, told: string): boolean {
  const container = /^container (.+)$/.exec(told)?.[1];
  return told === "spec.template" || container !== undefined && field.endsWith(` of ${container}`);
}

describe("readChanges", () => {
  it("tells the changes of every scenario with time, writer and field, but for what left no trace", async () => {
    const untold: string[] = [];
    let told = 0;
    for (const id of await scenarioIds()) {
      const loaded = await loadScenario(id);
      const changes = await changesOf(loaded);
      for (const declared of loaded.scenario.changes) {
        if (changes.some((change) => tells(change, declared))) told++;
        else untold.push(`${id} ${declared.at.slice(11, 19)} ${entityText(declared.object)}`);
      }
    }
    assertEquals(untold, Object.keys(UNTOLD));
    assertGreaterOrEqual(told, 83);
  });
});
