import type { CapturedUsage, Incident } from "../../catalogue/incident.ts";
import { ADMIN } from "../api/kubernetes_access.ts";
import { type Handler, kubernetesApi } from "../api/kubernetes_api.ts";
import { parseResourcePath, type ResourcePath } from "../api/kubernetes_path.ts";
import { forbidden } from "../api/kubernetes_status.ts";
import type { Telemetry } from "../api/telemetry.ts";
import { resourceKey } from "../world/resources.ts";
import type { CapturedScope } from "./captured_scope.ts";
import { assertCaptured, replayedVersion } from "./captured_source.ts";
import { NotCaptured } from "./not_captured.ts";
import type { StoredLogs } from "./stored_logs.ts";
import type { StoredMetrics } from "./stored_metrics.ts";

export interface ReplayTelemetry extends Telemetry {
  readonly metrics: StoredMetrics;
  readonly logs: StoredLogs;
}

const USAGE_GROUP = "metrics.k8s.io";

/** The Kubernetes API as it was. @throws {NotCaptured} for kinds and namespaces that were not kept */
export function replayKubernetes(
  { facts, parts }: Incident,
  { telemetry, scope }: { readonly telemetry: ReplayTelemetry; readonly scope: CapturedScope },
): Handler {
  const resources = new Map(parts.resources.map((one) => [resourceKey(one), one]));
  const { store } = telemetry.world;

  /** @throws {NotCaptured} */
  function refusalOf(
    { resource, namespace, subresource }: ResourcePath,
    { isCounted }: { readonly isCounted: boolean },
  ): Response | undefined {
    const { kept = false, unread = [] } = resources.get(resourceKey(resource)) ?? {};
    if (!kept) throw new NotCaptured("kind");
    if (!resource.namespaced) return undefined;
    if (subresource === "log") assertCaptured(facts, "loki");
    const isWhole = scope.namespace === undefined && unread.length === 0;
    if (isWhole) return undefined;
    if (namespace === undefined && !isCounted && resource.group !== USAGE_GROUP) {
      // Whoever may not list the whole cluster asks for each namespace, and learns which were not kept.
      return forbidden("replay", { ...resource, verb: "list" }).toResponse();
    }
    const isKept = namespace === (scope.namespace ?? namespace) &&
      !unread.includes(namespace ?? "");
    if (namespace === undefined || !isKept) throw new NotCaptured("namespace");
    return undefined;
  }

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/version") {
      return Response.json({ gitVersion: replayedVersion(facts, "kubernetes") });
    }
    const target = parseResourcePath(store, pathname);
    const isCounted = request.headers.get("accept")?.includes("as=Table") ?? false;
    const refusal = target && refusalOf(target, { isCounted });
    if (refusal !== undefined) return refusal;
    if (target?.resource.group === USAGE_GROUP) return usageAnswer(parts.usage, target);
    const logs = telemetry.logs.ofPods(Number(searchParams.get("tailLines") ?? Infinity));
    const api = kubernetesApi(telemetry.world, {
      telemetry: { ...telemetry, logs },
      withoutToken: ADMIN,
    });
    return await api(request);
  };
}

function usageAnswer(
  usage: readonly CapturedUsage[],
  { resource, namespace }: ResourcePath,
): Response {
  const isPods = resource.resource === "pods";
  const items = usage.filter((one) =>
    isPods
      ? one.pod !== undefined && (namespace === undefined || one.namespace === namespace)
      : one.node !== undefined
  ).map(({ namespace, pod, node, cpuCores, memoryBytes }) => {
    const metadata = { name: pod ?? node, namespace };
    const quantities = { cpu: `${Math.round(cpuCores * 1e9)}n`, memory: String(memoryBytes) };
    return isPods
      ? { metadata, containers: [{ usage: quantities }] }
      : { metadata, usage: quantities };
  });
  return Response.json({ kind: `${resource.kind}List`, metadata: {}, items });
}
