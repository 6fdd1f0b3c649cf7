import { DASHBOARDS, dashboardText } from "../catalogue/dashboards.ts";
import { LIVE_RESOURCES, LIVE_TEMPLATES } from "../catalogue/live_resources.ts";
import { SAVED_QUERIES, savedQuery } from "../catalogue/saved_queries.ts";
import type { Principal, Runtime } from "../context.ts";
import { findTool } from "../run_tool.ts";
import { readLiveResource } from "./live_resource.ts";
import { publicConfig } from "./public_config.ts";
import { savedQueryResource } from "./saved_query_resource.ts";

/** Who reads a resource, and through what. */
export interface Reading {
  readonly runtime: Runtime;
  readonly principal: Principal;
  readonly signal: AbortSignal;
}

interface Described {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
  /** The tool it is read through; who may not use that is not shown the resource. */
  readonly tool?: string;
}

interface Resource extends Described {
  readonly uri: string;
  /** Only for readers of the whole cluster: it tells about the installation, not about a tenant. */
  readonly clusterOnly?: boolean;
  read(reading: Reading): Promise<string> | string;
}

interface Template extends Described {
  readonly uriTemplate: string;
  /** Gives the text, or `undefined` when nothing has that name. */
  read(
    values: Readonly<Record<string, string>>,
    reading: Reading,
  ): Promise<string> | string | undefined;
}

const JSON_TYPE = "application/json";
const TEXT_TYPE = "text/plain";

const RESOURCES: readonly Resource[] = [
  ...DASHBOARDS.map((dashboard) => ({
    uri: dashboard.uri,
    name: dashboard.name,
    title: dashboard.title,
    description: dashboard.appliesTo.join(" "),
    mimeType: TEXT_TYPE,
    read: () => dashboardText(dashboard),
  })),
  ...LIVE_RESOURCES.map((resource) => ({
    ...resource,
    mimeType: resource.as === "json" ? JSON_TYPE : TEXT_TYPE,
    read: (reading: Reading) => readLiveResource(resource, {}, reading),
  })),
  {
    uri: "config://server",
    name: "server-configuration",
    title: "Configuration in effect",
    description:
      "The settings this server runs with; secrets and file paths are only said to be set.",
    mimeType: JSON_TYPE,
    clusterOnly: true,
    read: ({ runtime }) => JSON.stringify(publicConfig(runtime.config)),
  },
  {
    uri: "status://health",
    name: "health",
    title: "Health of the backends",
    description: "Every backend: ok, degraded, down or not configured, with its latency.",
    mimeType: JSON_TYPE,
    read: async ({ runtime, signal }) => JSON.stringify({ backends: await runtime.health(signal) }),
  },
];

const TEMPLATES: readonly Template[] = [
  {
    uriTemplate: "res://queries/{id}",
    name: "saved-query",
    title: "Saved query",
    description:
      `One of ${SAVED_QUERIES.length} questions asked in most incidents, as the PromQL or LogQL that ` +
      "answers it here, with what it needs.",
    mimeType: TEXT_TYPE,
    read: ({ id }, { runtime, principal, signal }) => {
      const query = id === undefined ? undefined : savedQuery(id);
      return query && savedQueryResource(query, runtime.clients(principal, signal));
    },
  },
  ...LIVE_TEMPLATES.map((template) => ({
    ...template,
    uriTemplate: template.uri,
    mimeType: template.as === "json" ? JSON_TYPE : TEXT_TYPE,
    read: (values: Readonly<Record<string, string>>, reading: Reading) =>
      readLiveResource(template, values, reading),
  })),
];

/** The resources a principal is offered. */
export function visibleResources(runtime: Runtime, principal: Principal): readonly Resource[] {
  return RESOURCES.filter((resource) =>
    offered(resource, runtime, principal) &&
    (resource.clusterOnly !== true || seesCluster(principal))
  );
}

/** The resource templates a principal is offered. */
export function visibleTemplates(runtime: Runtime, principal: Principal): readonly Template[] {
  return TEMPLATES.filter((template) => offered(template, runtime, principal));
}

function seesCluster({ namespaces, scopes }: Principal): boolean {
  return namespaces === undefined && scopes.includes("telemetry:read");
}

function offered({ tool }: Described, runtime: Runtime, principal: Principal): boolean {
  return tool === undefined || findTool(runtime, principal, tool) !== undefined;
}
