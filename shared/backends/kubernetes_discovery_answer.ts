import type { ApiResource } from "./kubernetes.ts";

interface WireDiscovery {
  readonly kind: string;
  readonly items: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly WireDiscovered[];
    }[];
  }[];
}

interface WireDiscovered {
  readonly resource: string;
  readonly responseKind?: { readonly kind: string };
  readonly scope: "Namespaced" | "Cluster";
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
}

interface WireVersions {
  readonly kind: "APIVersions";
  readonly versions: readonly string[];
}

interface WireGroups {
  readonly kind: "APIGroupList";
  readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
}

interface WireResources {
  readonly groupVersion: string;
  readonly resources: readonly {
    readonly name: string;
    readonly singularName: string;
    readonly namespaced: boolean;
    readonly kind: string;
    readonly verbs: readonly string[];
    readonly shortNames?: readonly string[];
  }[];
}

/** The resources of an aggregated discovery document; `undefined` for a server that has none. */
export function discoveredOf(body: unknown): readonly ApiResource[] | undefined {
  const { kind, items } = body as WireDiscovery;
  if (kind !== "APIGroupDiscoveryList") return undefined;
  return items.flatMap(({ metadata, versions }) => {
    const group = metadata?.name ?? "";
    const all = versions.flatMap(({ version, resources = [] }) =>
      resources.map((resource) => resourceOf({ group, version }, resource))
    );
    // Versions come in order of preference; a later one counts only for what the earlier ones lack.
    return all.filter((one, at) =>
      all.findIndex(({ resource }) => resource === one.resource) === at
    );
  });
}

/** The paths below `/api` or `/apis` at which a server without aggregated discovery lists resources. */
export function legacyGroupsOf(body: unknown): readonly string[] {
  const answer = body as WireVersions | WireGroups;
  return answer.kind === "APIVersions"
    ? answer.versions
    : answer.groups.map(({ preferredVersion }) => preferredVersion.groupVersion);
}

export function legacyResourcesOf(body: unknown): readonly ApiResource[] {
  const { groupVersion, resources } = body as WireResources;
  const [version = "", group = ""] = groupVersion.split("/").toReversed();
  return resources
    .filter(({ name }) => !name.includes("/"))
    .map(({ name, singularName, namespaced, kind, verbs, shortNames = [] }) => ({
      group,
      version,
      resource: name,
      singular: singularName || kind.toLowerCase(),
      kind,
      shortNames,
      namespaced,
      verbs,
    }));
}

function resourceOf(
  { group, version }: { readonly group: string; readonly version: string },
  wire: WireDiscovered,
): ApiResource {
  const kind = wire.responseKind?.kind ?? "";
  return {
    group,
    version,
    resource: wire.resource,
    singular: wire.singularResource || kind.toLowerCase(),
    kind,
    shortNames: wire.shortNames ?? [],
    namespaced: wire.scope === "Namespaced",
    verbs: wire.verbs,
  };
}
