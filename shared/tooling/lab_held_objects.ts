import type { WorldObject } from "../embedded/world/kube_objects.ts";
import { groupVersion, type Resource } from "../embedded/world/resources.ts";
import type { Expected, Held } from "./lab_held.ts";
import { filledCollections } from "./lab_scenario_objects.ts";
import { secondLab } from "./lab_second.ts";

/** Looks for every object and event of the scenario in the real API server. */
export async function heldObjects({ world }: Expected): Promise<Held> {
  const problems: string[] = [];
  let objects = 0;
  for (const { resource, path, objects: expected } of filledCollections(world.store)) {
    const names = await namesIn(path);
    const missing = expected.filter((object) => !names.has(nameOf(object)));
    objects += expected.length - missing.length;
    problems.push(...missing.map((object) => `no ${titleOf(resource)} ${nameOf(object)}`));
  }
  return { counts: { objects }, problems };
}

async function namesIn(path: string): Promise<ReadonlySet<string>> {
  const request = new Request(`${secondLab.urls.kubernetes}${path}`);
  const response = await secondLab.asAdministrator(request);
  const { items = [] }: { readonly items?: readonly WorldObject[] } = await response.json();
  return new Set(items.map(nameOf));
}

function nameOf({ metadata }: WorldObject): string {
  return [metadata.namespace, metadata.name].filter(Boolean).join("/");
}

function titleOf(resource: Resource): string {
  return `${groupVersion(resource)} ${resource.kind}`;
}
