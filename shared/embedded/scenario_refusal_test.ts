import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { Refusal } from "../command_line.ts";
import { loadScenario, readScenario, scenarioIds } from "./scenario/load_scenario.ts";
import { refusing } from "./scenario_refusal.ts";

async function refusal(work: () => Promise<unknown>, folders: readonly string[] = []) {
  return (await assertRejects(() => refusing(work, { folders }), Refusal)).message;
}

describe("refusing()", () => {
  it("passes on what the work gives, and defects", async () => {
    assertEquals(await refusing(() => Promise.resolve(7), {}), 7);
    const broken = () => Promise.reject(new TypeError("boom"));
    await assertRejects(() => refusing(broken, {}), TypeError, "boom");
  });

  it("names the scenario that is spelt alike, else how to list them", async () => {
    assertEquals(
      await refusal(() => loadScenario("healthy-clusters")),
      "Cannot find the scenario healthy-clusters. Did you mean healthy-cluster",
    );
    assertEquals(
      await refusal(() => loadScenario("zzz")),
      "Cannot find the scenario zzz. demo --list prints all",
    );
  });

  it("prints the mistakes of a file with their lines", async () => {
    const work = () => Promise.resolve(readScenario("id: x\n", { file: "x/scenario.yaml" }));
    const lines = (await refusal(work)).split("\n");
    assertEquals(lines[0], "Cannot load the scenario x/scenario.yaml:");
    assertEquals(lines[1]?.startsWith("  line 1, class: "), true);
  });

  it("says that a folder of scenarios is missing", async () => {
    const folders = ["/no/such/folder"];
    const expected = "Cannot read the folder that --scenarios names";
    assertEquals(await refusal(() => scenarioIds({ folders }), folders), expected);
    assertEquals(await refusal(() => loadScenario("zzz", { folders }), folders), expected);
  });
});
