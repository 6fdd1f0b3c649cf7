// Needs the lab's binaries. Loads scenarios into a lab of its own, and asks the same of it and of the embedded one.
import { assert, assertEquals } from "@std/assert";
import { after, before, describe, it } from "@std/testing/bdd";
import type { Scenario } from "../../../embedded/scenario/scenario_schema.ts";
import type { World } from "../../../embedded/world/world.ts";
import { movedScenario } from "../../../tooling/lab_load_scenario.ts";
import { agelessLines } from "./ageless_lines.ts";
import { type Backends, type Call, embeddedBackends, realBackends } from "./scenario_backends.ts";
import { scenarioCalls } from "./scenario_calls.ts";
import { factsIn } from "./scenario_facts.ts";
import { secondLab } from "../../../tooling/lab_second.ts";

/** A wrong selector, a program killed for its memory, and one that crashes as it starts. */
const IDS = ["service-selector-typo", "web-memory-leak", "payments-missing-setting"];

/** Tools whose whole answers are equal. Loki makes patterns its own way, and the lab has no metrics API. */
const EQUAL = new Set(["alerts.list", "k8s.events", "k8s.get", "promql.query"]);

after(() => secondLab.wipe());

for (const id of IDS) {
  describe(`the scenario ${id}`, () => {
    let scenario: Scenario;
    let world: World;
    let answers: readonly Answers[];

    before(async () => {
      ({ scenario, world } = await movedScenario(await secondLab.load(id)));
      await using real = await realBackends(world);
      await using embedded = await embeddedBackends(world);
      const calls = scenarioCalls(world, scenario.root_cause?.namespace || "shop");
      answers = await Array.fromAsync(calls, (call) => askBoth(call, { real, embedded }));
    });

    it("gives the same required facts on real and embedded backends", () => {
      const required = scenario.facts.filter(({ need }) => need === "required");
      const real = factsIn(answers.map(({ real }) => real), required);
      const embedded = factsIn(answers.map(({ embedded }) => embedded), required);
      print(`${id}: ${real.length} of ${required.length} required facts: ${real.join(" ")}`);
      assertEquals(embedded, real);
      assert(real.length > 0);
    });

    it("gives the same rows but for their ages", () => {
      for (const { call, real, embedded } of answers.filter(({ call }) => EQUAL.has(call.tool))) {
        assertEquals(agelessLines(embedded), agelessLines(real), JSON.stringify(call));
      }
    });
  });
}

interface Answers {
  readonly call: Call;
  readonly real: string;
  readonly embedded: string;
}

async function askBoth(
  call: Call,
  { real, embedded }: { readonly real: Backends; readonly embedded: Backends },
): Promise<Answers> {
  const [ofReal, ofEmbedded] = await Promise.all([real.answer(call), embedded.answer(call)]);
  return { call, real: ofReal, embedded: ofEmbedded };
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
