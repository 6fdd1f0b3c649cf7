/**
 * The part of Grafana's HTTP API that mcp-grafana reads data sources through, in front of a cluster's APIs.
 *
 * It lists three data sources and passes their queries on; Grafana's own alerting, dashboards and plugins are empty.
 */

import type { ApiName, EmbeddedCluster } from "../../embedded/embedded_cluster.ts";

interface DataSource {
  readonly id: number;
  readonly uid: string;
  readonly type: string;
  readonly api: ApiName;
}

const DATA_SOURCES: readonly DataSource[] = [
  { id: 1, uid: "prometheus", type: "prometheus", api: "prometheus" },
  { id: 2, uid: "loki", type: "loki", api: "loki" },
  { id: 3, uid: "alertmanager", type: "alertmanager", api: "alertmanager" },
];

const PROXIED = [
  /^\/api\/datasources\/proxy\/uid\/(?<uid>[^/]+)(?<path>\/.*)$/,
  /^\/api\/datasources\/uid\/(?<uid>[^/]+)\/resources(?<path>\/.*)$/,
  /^\/api\/(?:prometheus|alertmanager)\/(?<uid>[^/]+)(?<path>\/.*)$/,
];

const ORIGIN = "http://grafana.embedded";

/** Answers as Grafana does, from the APIs of a cluster. */
export function grafanaStub(
  { apis, away }: EmbeddedCluster,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    for (const pattern of PROXIED) {
      const { uid, path } = pattern.exec(url.pathname)?.groups ?? {};
      const source = DATA_SOURCES.find((one) => one.uid === uid);
      if (source === undefined || path === undefined) continue;
      if (away.has(source.api)) return Response.json({ message: "Bad Gateway" }, { status: 502 });
      return await apis[source.api](new Request(`${ORIGIN}${path}${url.search}`, request));
    }
    return own(url.pathname);
  };
}

function own(path: string): Response {
  const shown = DATA_SOURCES.map(dataSource);
  const named = /^\/api\/datasources\/(?:uid|name)\/([^/]+)$/.exec(path)?.[1];
  const one = shown.find(({ uid }) => uid === named);
  const answers: Readonly<Record<string, unknown>> = {
    "/api/health": { database: "ok", version: "12.3.0" },
    "/api/datasources": shown,
    "/api/frontend/settings": {
      buildInfo: { version: "12.3.0" },
      namespace: "default",
      datasources: Object.fromEntries(shown.map((source) => [source.name, source])),
    },
    "/api/org": { id: 1, name: "Main Org." },
    "/api/user": { id: 1, login: "viewer", orgId: 1 },
    "/api/prometheus/grafana/api/v1/rules": { status: "success", data: { groups: [] } },
  };
  const answer = one ?? answers[path];
  return answer === undefined
    ? Response.json({ message: "Not found" }, { status: 404 })
    : Response.json(answer);
}

function dataSource({ id, uid, type }: DataSource) {
  const jsonData = type === "alertmanager" ? { implementation: "prometheus" } : {};
  return {
    ...{ id, uid, type, name: uid, orgId: 1, access: "proxy", url: `http://${uid}:80` },
    ...{ isDefault: id === 1, readOnly: true, jsonData },
  };
}
