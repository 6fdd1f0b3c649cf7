import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { MetricSource } from "./metrics/series_source.ts";
import { type LoadedScenario, loadScenario, scenarioIds } from "./scenario/load_scenario.ts";
import { resourceKey } from "./world/resources.ts";

const all: readonly LoadedScenario[] = await Promise.all(
  (await scenarioIds()).map((id) => loadScenario(id)),
);
const incidents = all.filter(({ scenario }) => scenario.class > 0);

/** Checks one thing of every scenario; a failure names the scenario. */
function every(
  scenarios: readonly LoadedScenario[],
  check: (loaded: LoadedScenario) => readonly string[],
): void {
  const failures = scenarios.flatMap((loaded) =>
    check(loaded).map((failure) => `${loaded.scenario.id}: ${failure}`)
  );
  assertEquals(failures, []);
}

function exists(
  { world }: LoadedScenario,
  { kind, namespace, name }: {
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
  },
): boolean {
  if (kind === "Alert") return world.alerts.some(({ labels }) => labels.alertname === name);
  return world.store.resources.filter((resource) => resource.kind === kind).some((resource) =>
    world.store.history(resourceKey(resource), {
      namespace: resource.namespaced ? namespace : undefined,
      name,
    }) !== undefined
  );
}

describe("the scenarios", () => {
  it("cover all 25 incident classes", () => {
    const covered = new Set(incidents.map(({ scenario }) => scenario.class));
    const classes = Array.from({ length: 25 }, (_, i) => i + 1);
    assertEquals(classes.filter((number) => !covered.has(number)), []);
  });

  it("name a root cause and decoys that exist", () => {
    every(all, (loaded) =>
      [loaded.scenario.root_cause, ...loaded.scenario.decoys]
        .filter((reference) => reference !== null && !exists(loaded, reference))
        .map((reference) => `no ${reference?.kind} ${reference?.namespace}/${reference?.name}`));
  });

  it("require the entity, its state and the cause, and rule a suspect out", () => {
    every(incidents, ({ scenario: { facts } }) => {
      const required = facts.filter(({ need }) => need === "required").map(({ kind }) => kind);
      const missing = ["entity", "state", "cause"].filter((kind) =>
        !required.some((has) => has === kind)
      );
      return facts.some(({ need }) => need === "discriminating")
        ? missing
        : [...missing, "rules out"];
    });
  });

  it("tempt with at least two decoys in each incident", () => {
    every(incidents, ({ scenario }) => scenario.decoys.length < 2 ? ["too few decoys"] : []);
  });

  it("name the root cause in a required fact", () => {
    every(incidents, ({ scenario: { facts, root_cause: cause } }) => {
      const named = facts.some(({ need, match }) =>
        need === "required" && match.some((item) => item === cause?.name)
      );
      return named ? [] : [`no required fact names ${cause?.name}`];
    });
  });

  it("give each fact its own id", () => {
    every(all, ({ scenario: { facts } }) => {
      const ids = facts.map(({ id }) => id);
      return ids.filter((id, i) => ids.indexOf(id) !== i);
    });
  });

  it("state changes in order of time, and events that begin before they end", () => {
    every(all, ({ scenario: { changes, events } }) => [
      ...changes.filter(({ at }, i) => Date.parse(at) < Date.parse(changes[i - 1]?.at ?? at))
        .map(({ at }) => `change at ${at}`),
      ...events.filter(({ first, last }) => Date.parse(first) > Date.parse(last))
        .map(({ reason, first }) => `${reason} at ${first}`),
    ]);
  });

  it("select series that are there, or name one to add", () => {
    every(all, ({ world }) => {
      const source = new MetricSource(world);
      return world.metricRules.filter(({ name, matchers }) => {
        const selector = [{ label: "__name__", op: "=" as const, value: name }, ...matchers];
        return matchers.some(({ op }) => op !== "=") && source.matching(selector).next().done;
      }).map(({ name }) => `nothing matches ${name}`);
    });
  });

  it("let alerts begin before now", () => {
    every(
      all,
      ({ scenario: { alerts }, world }) =>
        alerts.filter(({ startsAt }) => Date.parse(startsAt) > world.nowMs)
          .map(({ labels }) => labels.alertname ?? ""),
    );
    assert(incidents.some(({ scenario }) => scenario.alerts.length > 0));
  });
});
