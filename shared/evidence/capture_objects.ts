import type { KubeObject } from "../analysis/kube_object.ts";
import type { ApiResource } from "../backends/kubernetes.ts";
import type { CapturedResource, CapturedUsage } from "../catalogue/incident.ts";
import type { ToolContext } from "../context.ts";
import { ToolError } from "../errors.ts";
import type { Captured, CaptureRun } from "./capture_run.ts";
import { readSource } from "./read_source.ts";

export interface ObjectsQuery {
  readonly namespace?: string | undefined;
  readonly run: CaptureRun;
  readonly limitCharacters: number;
}

const MOST_OBJECTS = 50_000;
const USAGE_GROUP = "metrics.k8s.io";

/** Captures the objects of every kind that can be listed, but no Secrets, and what pods and nodes use. */
export async function captureObjects(
  context: Pick<ToolContext, "kubernetes">,
  query: ObjectsQuery,
): Promise<Captured<"resources" | "objects" | "usage">> {
  const { kubernetes } = context;
  const { value: all = [], coverage } = await readSource(
    "kubernetes",
    () => kubernetes.resources(),
  );
  const lists = await query.run.keepEach(all.filter(isListed), {
    what: ({ resource, group }) => `kind ${[resource, group].filter(Boolean).join(".")}`,
    read: (resource) => listWhole(context, resource, query.namespace),
    limitCharacters: query.limitCharacters,
  });
  const usage = await captureUsage(context, query.namespace);
  const keptKeys = new Set([...lists.keys()].map(keyOf));
  const keeps = (resource: ApiResource) =>
    resource.group === USAGE_GROUP
      ? usage.kept.has(resource.resource)
      // The newer group has the same events.
      : keptKeys.has(keyOf(resource) === "events.k8s.io/events" ? "/events" : keyOf(resource));
  const parts = {
    resources: all.map((resource) => ({
      ...described(resource),
      kept: keeps(resource),
      unread: lists.get(resource)?.unread.map(({ namespace }) => namespace) ?? [],
    })),
    objects: [...lists.values()].flatMap(({ items }) => items),
    usage: usage.items,
  };
  return { parts, coverage: [coverage] };
}

function isListed({ group, resource, verbs }: ApiResource): boolean {
  const isSecret = group === "" && resource === "secrets";
  return verbs.includes("list") && !isSecret && group !== USAGE_GROUP &&
    !(group === "events.k8s.io" && resource === "events");
}

function keyOf({ group, resource }: ApiResource): string {
  return `${group}/${resource}`;
}

async function listWhole(
  { kubernetes }: Pick<ToolContext, "kubernetes">,
  resource: ApiResource,
  namespace: string | undefined,
) {
  const within = resource.namespaced && namespace !== undefined ? { namespace } : {};
  const list = await kubernetes.list<KubeObject>(resource, { ...within, limit: MOST_OBJECTS });
  if (list.items.length >= list.total) return list;
  throw new ToolError("limit_exceeded", `Cannot keep ${list.total} ${resource.resource}`);
}

function described(
  { verbs: _, ...resource }: ApiResource,
): Omit<CapturedResource, "kept" | "unread"> {
  return resource;
}

async function captureUsage(
  { kubernetes }: Pick<ToolContext, "kubernetes">,
  namespace: string | undefined,
) {
  const [pods, nodes] = await Promise.all([
    readSource("usage of pods", () => kubernetes.podUsage(namespace)),
    readSource("usage of nodes", () => kubernetes.nodeUsage()),
  ]);
  const items: CapturedUsage[] = [...pods.value ?? [], ...nodes.value ?? []];
  const kept = new Set([
    ...(pods.value === undefined ? [] : ["pods"]),
    ...(nodes.value === undefined ? [] : ["nodes"]),
  ]);
  return { items, kept };
}
