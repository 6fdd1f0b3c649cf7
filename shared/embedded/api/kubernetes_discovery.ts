import type { ObjectStore } from "../world/object_store.ts";
import { groupVersion, type Resource } from "../world/resources.ts";

const REVIEWS = "authorization.k8s.io";
const READ_VERBS = ["get", "list", "watch"];
const METRICS_VERBS = ["get", "list"];

// The core group is at /api/v1, the others at /apis/group/version.
const PATH = /^\/(apis?)(?:\/([^/]+))?(?:(?<!\/api\/[^/]+)\/([^/]+))?\/?$/;

export interface DiscoveryOptions {
  /** The metrics API does not answer. */
  readonly metricsAway: boolean;
}

/** Answers the discovery paths, in the aggregated and in the old form; `undefined` for other paths. */
export function discovery(
  request: Request,
  store: ObjectStore,
  { metricsAway }: DiscoveryOptions,
): Response | undefined {
  const { pathname } = new URL(request.url);
  const [, root, group, version] = PATH.exec(pathname) ?? [];
  if (root === undefined) return undefined;
  const groups = groupsOf(store);
  if (group === undefined) {
    const aggregated = (request.headers.get("accept") ?? "").includes("APIGroupDiscoveryList");
    if (aggregated) return aggregatedAnswer(root, groups, metricsAway);
    return Response.json(root === "api" ? coreVersions() : groupList(groups));
  }
  const named = root === "api" ? "" : group;
  const wanted = root === "api" ? group : version;
  const resources = groups.get(named);
  if (resources === undefined) return undefined;
  if (wanted === undefined) return Response.json(groupAnswer(named, resources));
  const ofVersion = resources.filter((resource) => resource.version === wanted);
  if (ofVersion.length === 0) return undefined;
  return Response.json(resourceList(ofVersion));
}

function groupsOf(store: ObjectStore): Map<string, Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const resource of store.resources) {
    const known = groups.get(resource.group);
    if (known === undefined) groups.set(resource.group, [resource]);
    else known.push(resource);
  }
  return groups;
}

function coreVersions() {
  const addresses = [{ clientCIDR: "0.0.0.0/0", serverAddress: "127.0.0.1:443" }];
  return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: addresses };
}

function groupList(groups: ReadonlyMap<string, Resource[]>) {
  const named = [...groups].filter(([group]) => group !== "");
  const listed = named.map(([group, resources]) => groupAnswer(group, resources, false));
  return { kind: "APIGroupList", apiVersion: "v1", groups: listed };
}

function groupAnswer(group: string, resources: readonly Resource[], whole = true) {
  const versions = [...new Set(resources.map(({ version }) => version))]
    .map((version) => ({ groupVersion: groupVersion({ group, version }), version }));
  const kind = whole ? { kind: "APIGroup", apiVersion: "v1" } : {};
  return { ...kind, name: group, versions, preferredVersion: versions[0] };
}

function resourceList(resources: readonly Resource[]) {
  const [first] = resources;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: first === undefined ? "" : groupVersion(first),
    resources: resources.flatMap((resource) => [
      {
        name: resource.resource,
        singularName: resource.singular,
        namespaced: resource.namespaced,
        kind: resource.kind,
        verbs: verbsOf(resource),
        ...optional(resource),
      },
      ...subresourcesOf(resource).map(({ name, kind }) => ({
        name: `${resource.resource}/${name}`,
        singularName: "",
        namespaced: resource.namespaced,
        kind,
        verbs: ["get"],
      })),
    ]),
  };
}

function aggregatedAnswer(
  root: string,
  groups: ReadonlyMap<string, Resource[]>,
  metricsAway: boolean,
): Response {
  const named = [...groups].filter(([group]) => (group === "") === (root === "api"));
  const body = {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: named.map(([group, resources]) => ({
      metadata: group === "" ? {} : { name: group },
      versions: [...Map.groupBy(resources, ({ version }) => version)].map(([version, all]) => ({
        version,
        freshness: metricsAway && group === "metrics.k8s.io" ? "Stale" : "Current",
        resources: metricsAway && group === "metrics.k8s.io" ? [] : all.map(aggregated),
      })),
    })),
  };
  const type = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  return new Response(JSON.stringify(body), { headers: { "content-type": type } });
}

function aggregated(resource: Resource) {
  const { group, version, kind } = resource;
  const subresources = subresourcesOf(resource).map(({ name, kind }) => ({
    subresource: name,
    responseKind: { group, version, kind },
    verbs: ["get"],
  }));
  return {
    resource: resource.resource,
    responseKind: { group, version, kind },
    scope: resource.namespaced ? "Namespaced" : "Cluster",
    singularResource: resource.singular,
    verbs: verbsOf(resource),
    ...optional(resource),
    ...(subresources.length === 0 ? {} : { subresources }),
  };
}

function verbsOf({ group, resource }: Resource): readonly string[] {
  if (group === REVIEWS || resource === "bindings") return ["create"];
  return group === "metrics.k8s.io" ? METRICS_VERBS : READ_VERBS;
}

function subresourcesOf({ group, kind }: Resource): readonly { name: string; kind: string }[] {
  if (group === "" && kind === "Pod") return [{ name: "log", kind }];
  const scales = group === "apps" && kind !== "DaemonSet" && kind !== "ControllerRevision";
  return scales ? [{ name: "scale", kind: "Scale" }] : [];
}

function optional({ shortNames, categories }: Resource) {
  return {
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}
