import { didYouMean, similarNames } from "../analysis/similar_names.ts";
import { Refusal } from "../command_line.ts";
import { scenarioIds, ScenarioMissing, type ScenarioPlaces } from "./scenario/load_scenario.ts";
import { ScenarioError } from "./scenario/scenario_file.ts";

/** Waits for work with scenarios. @throws {Refusal} when one, or their folder, cannot be found or read */
export async function refusing<T>(
  work: () => Promise<T>,
  places: ScenarioPlaces,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof ScenarioError) throw new Refusal(cause.message, { cause });
    if (cause instanceof ScenarioMissing) {
      const near = didYouMean(
        similarNames(cause.id, await refusing(() => scenarioIds(places), {})),
      );
      throw new Refusal([cause.message, near ?? "demo --list prints all"].join(". "), { cause });
    }
    if (cause instanceof Deno.errors.NotFound) {
      throw new Refusal("Cannot read the folder that --scenarios names", { cause });
    }
    throw cause;
  }
}
