import type { World } from "../world/world.ts";
import type { WorldObject } from "../world/kube_objects.ts";
import type { Telemetry } from "./telemetry.ts";
import { authenticate, isAllowed, type User } from "./kubernetes_access.ts";
import { discovery } from "./kubernetes_discovery.ts";
import { listJson, objectJson } from "./kubernetes_json.ts";
import { listPage, storageKey } from "./kubernetes_list.ts";
import { isServed, parseResourcePath, type ResourcePath } from "./kubernetes_path.ts";
import { podLog } from "./kubernetes_pod_log.ts";
import { review } from "./kubernetes_reviews.ts";
import {
  forbidden,
  methodNotAllowed,
  noSuchResource,
  notFound,
  StatusError,
  unavailable,
} from "./kubernetes_status.ts";
import {
  formOf,
  metadataJson,
  rowTable,
  tableJson,
  type TableOptions,
} from "./kubernetes_table.ts";
import { usageAnswer } from "./kubernetes_usage.ts";
import { watchStream } from "./kubernetes_watch.ts";

/** Answers one HTTP request. */
export type Handler = (request: Request) => Promise<Response>;

export interface KubernetesOptions {
  readonly telemetry: Telemetry;
  /** Who a request without a token comes from; refused with 401 when absent. */
  readonly withoutToken?: User | undefined;
}

/** The Kubernetes API of a world: discovery, reads, watches, logs, usage and access reviews. */
export function kubernetesApi(world: World, options: KubernetesOptions): Handler {
  return async (request) => {
    try {
      return await answer(world, request, options);
    } catch (error) {
      if (error instanceof StatusError) return error.toResponse();
      throw error;
    }
  };
}

const PLAIN_ANSWERS: Readonly<Record<string, string>> = {
  "/healthz": "ok",
  "/livez": "ok",
  "/readyz": "ok",
};

async function answer(
  world: World,
  request: Request,
  { telemetry, withoutToken }: KubernetesOptions,
): Promise<Response> {
  const { pathname } = new URL(request.url);
  const user = authenticate(request, withoutToken);
  const plain = PLAIN_ANSWERS[pathname];
  if (plain !== undefined) return new Response(plain);
  if (pathname === "/version") return Response.json(VERSION);
  const known = discovery(request, world.store, { metricsAway: world.away === "metrics-api" });
  if (known !== undefined) return known;
  const target = parseResourcePath(world.store, pathname);
  if (target === undefined && isServed(world.store, pathname)) throw noSuchResource();
  if (target === undefined) return new Response("404 page not found\n", { status: 404 });
  return await resourceAnswer(request, target, { world, user, telemetry });
}

const VERSION = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.4",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "2026-10-14T00:00:00Z",
  goVersion: "go1.26.8",
  compiler: "gc",
  platform: "linux/amd64",
};

interface Context {
  readonly world: World;
  readonly user: User;
  readonly telemetry: Telemetry;
}

async function resourceAnswer(
  request: Request,
  target: ResourcePath,
  context: Context,
): Promise<Response> {
  const { world, user, telemetry } = context;
  const { resource, namespace, name, subresource } = target;
  const query = new URL(request.url).searchParams;
  const verb = verbOf(request.method, name, query);
  // The rights of a namespace's own object count inside it, as the API server reads the path.
  const within = resource.kind === "Namespace" ? name : namespace;
  const wanted = { ...resource, verb, namespace: within, name, subresource };
  if (!isAllowed(world, user, wanted)) throw forbidden(user.name, wanted);
  if (resource.group === "authorization.k8s.io") {
    return await review(request, resource.resource, { world, user });
  }
  if (request.method !== "GET") throw methodNotAllowed();
  if (resource.group === "metrics.k8s.io") {
    if (world.away === "metrics-api") throw unavailable();
    return usageAnswer(telemetry, target, query);
  }
  if (subresource === "log") return podLog(telemetry, target, query);
  if (subresource !== undefined) throw notFound(resource, name ?? "");
  if (verb === "watch") return watchAnswer(request, target, world);
  return name === undefined
    ? listAnswer(request, target, world)
    : getAnswer(request, target, world);
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): string {
  if (method !== "GET") return WRITE_VERBS[method] ?? method.toLowerCase();
  if (["1", "true"].includes(query.get("watch") ?? "")) return "watch";
  return name === undefined ? "list" : "get";
}

const WRITE_VERBS: Readonly<Record<string, string>> = { POST: "create", PUT: "update" };

function watchAnswer(request: Request, target: ResourcePath, world: World): Response {
  const query = new URL(request.url).searchParams;
  const write = writer(request, target, world);
  const body = watchStream(world, { ...target, write }, { query, signal: request.signal });
  return json(body);
}

function getAnswer(request: Request, target: ResourcePath, world: World): Response {
  const { resource, namespace, name = "" } = target;
  const object = world.store.history(storageKey(resource), { namespace, name })?.current;
  if (object === undefined) throw notFound(resource, name);
  return json(writer(request, target, world)(object));
}

function listAnswer(request: Request, target: ResourcePath, world: World): Response {
  const { resource } = target;
  const query = new URL(request.url).searchParams;
  const { objects, metadata } = listPage(world, target, query);
  const form = formOf(request.headers.get("accept"));
  if (form === "table") {
    return json(tableJson(objects, tableOptions(target, world, query), metadata));
  }
  if (form === "object") return json(listJson(objects, resource, metadata));
  const items = objects.map(metadataJson).join(",");
  const head = { kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1", metadata };
  return json(`${JSON.stringify(head).slice(0, -1)},"items":[${items}]}`);
}

function writer(request: Request, target: ResourcePath, world: World) {
  const form = formOf(request.headers.get("accept"));
  const options = tableOptions(target, world, new URL(request.url).searchParams);
  const writers: Record<typeof form, (object: WorldObject) => string> = {
    object: (object) => objectJson(object, target.resource),
    table: (object) => rowTable(object, options),
    metadata: metadataJson,
  };
  return writers[form];
}

function tableOptions(
  { resource }: ResourcePath,
  world: World,
  query: URLSearchParams,
): TableOptions {
  const includeObject = query.get("includeObject") ?? "Metadata";
  return { resource, nowMs: world.nowMs, includeObject };
}

function json(body: string | ReadableStream<Uint8Array>): Response {
  return new Response(body, { headers: { "content-type": "application/json" } });
}
