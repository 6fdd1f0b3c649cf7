import { didYouMean, similarNames } from "../analysis/similar_names.ts";
import { quoted, ToolError } from "../errors.ts";
import type { ApiResource } from "./kubernetes.ts";
import { discoveredOf, legacyGroupsOf, legacyResourcesOf } from "./kubernetes_discovery_answer.ts";
import { qualifiedName, refuseHidden } from "./kubernetes_resource.ts";
import type { UpstreamCall } from "./upstream.ts";
import type { UpstreamRequest } from "./upstream_request.ts";

const AGGREGATED = ["v2", "v2beta1"]
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`);
const ACCEPT = [...AGGREGATED, "application/json"].join(",");

// New kinds appear seldom, and an unknown name asks again.
const KEEP_SECONDS = 60;

/** Reads every resource of the API that can be read, in the server's order of preference, each in its preferred version. */
export async function discover(
  call: UpstreamCall,
  { refresh = false }: { readonly refresh?: boolean } = {},
): Promise<readonly ApiResource[]> {
  const read = async (path: string) => {
    const found = await call.json({ ...request(path, refresh), accept: ACCEPT }, discoveredOf);
    return found ?? await discoverLegacy(call, path, refresh);
  };
  const [core, groups] = await Promise.all([read("/api"), read("/apis")]);
  return [...core, ...groups]
    .filter(({ verbs }) => verbs.includes("list") || verbs.includes("get"));
}

/**
 * Finds a resource by plural, singular, kind or short name, optionally with its group.
 *
 * @throws {ToolError} `not_found` with the nearest names, `forbidden` for sub-resources
 */
export async function resolveKind(call: UpstreamCall, kind: string): Promise<ApiResource> {
  const wanted = kind.trim().toLowerCase();
  if (wanted.includes("/")) refuseHidden({ group: "", resource: wanted });
  const found = findResource(await discover(call), wanted);
  if (found !== undefined) return found;
  const all = await discover(call, { refresh: true });
  return findResource(all, wanted) ?? unknownKind(all, kind);
}

const MATCHES: readonly ((resource: ApiResource, name: string) => boolean)[] = [
  ({ resource }, name) => resource === name,
  ({ singular, kind }, name) => singular === name || kind.toLowerCase() === name,
  ({ shortNames }, name) => shortNames.includes(name),
];

function findResource(all: readonly ApiResource[], wanted: string): ApiResource | undefined {
  const [name = "", ...rest] = wanted.split(".");
  const group = rest.join(".");
  const inGroup = all.filter((resource) =>
    group === "" || resource.group === group || `${resource.version}.${resource.group}` === group
  );
  for (const matches of MATCHES) {
    const found = inGroup.find((resource) => matches(resource, name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function unknownKind(all: readonly ApiResource[], kind: string): never {
  const names = all.flatMap((resource) => [qualifiedName(resource), resource.singular]);
  const [name = ""] = kind.split(".");
  throw new ToolError("not_found", `Cannot find the kind ${quoted(kind)}`, {
    hint: didYouMean(similarNames(name, names)) ??
      'Name it by plural, singular, kind or short name, like k8s.get {"kind":"deployments"}',
  });
}

async function discoverLegacy(
  call: UpstreamCall,
  path: string,
  refresh: boolean,
): Promise<readonly ApiResource[]> {
  const versions = await call.json(request(path, refresh), legacyGroupsOf);
  const lists = await Promise.allSettled(
    versions.map((version) =>
      call.json(
        { ...request(`${path}/${version}`, refresh), isolated: true },
        legacyResourcesOf,
      )
    ),
  );
  // A group whose own server is away is left out, as in the aggregated answer.
  return lists.flatMap((list) => list.status === "fulfilled" ? list.value : []);
}

function request(path: string, refresh: boolean): UpstreamRequest {
  return {
    purpose: "read which kinds the Kubernetes API has",
    path,
    refresh,
    keepSeconds: KEEP_SECONDS,
  };
}
