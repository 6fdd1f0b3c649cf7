import type { Incident } from "../../catalogue/incident.ts";
import { alertmanagerApi, filterOf } from "../api/alertmanager_api.ts";
import type { Handler } from "../api/kubernetes_api.ts";
import type { World } from "../world/world.ts";
import type { CapturedScope } from "./captured_scope.ts";
import { replayedVersion } from "./captured_source.ts";
import { NotCaptured } from "./not_captured.ts";

/** Alertmanager as it was. @throws {NotCaptured} for alerts of namespaces that were not kept */
export function replayAlertmanager(
  { facts }: Incident,
  { world, scope }: { readonly world: World; readonly scope: CapturedScope },
): Handler {
  const api = alertmanagerApi(world);
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/api/v2/status") {
      const versionInfo = { version: replayedVersion(facts, "alertmanager") };
      return Response.json({ cluster: { status: "ready" }, versionInfo });
    }
    const isAboutAlerts = pathname.startsWith("/api/v2/alerts");
    if (isAboutAlerts && scope.reachesOutside("alertmanager", filterOf(searchParams))) {
      throw new NotCaptured("namespace");
    }
    return await api(request);
  };
}
