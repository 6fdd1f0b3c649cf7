import type { PersistentVolumeClaim } from "../analysis/kube_storage.ts";
import { ascending, descending } from "../analysis/order.ts";
import { gatewayRoutes, ingressRoutes } from "../analysis/route_backends.ts";
import { readyEndpoints, serviceFaults } from "../analysis/service_wiring.ts";
import {
  autoscalerProblem,
  blocksEvictions,
  recommendationText,
} from "../analysis/workload_columns.ts";
import type { InventoryObjects } from "./inventory_rows.ts";
import type { InventoryRows } from "./inventory_schema.ts";
import type { Saturation } from "./saturation.ts";

/** Finds Services and routes that reach nothing. */
export function networkRows(
  { services = [], endpointSlices, ingresses = [], httpRoutes = [], grpcRoutes = [], pods }:
    InventoryObjects,
): Pick<InventoryRows, "serviceFaults" | "routes"> {
  // Without endpoints or pods every Service would look broken.
  if (endpointSlices === undefined || pods === undefined) return { serviceFaults: [], routes: [] };
  const targets = { services, readyEndpoints: readyEndpoints(endpointSlices) };
  const routes = [
    ...ingressRoutes(ingresses, targets),
    ...gatewayRoutes([...httpRoutes, ...grpcRoutes], targets),
  ];
  return {
    serviceFaults: serviceFaults({ services, endpointSlices, pods }),
    routes: routes.sort((a, b) =>
      Number(b.problem !== undefined) - Number(a.problem !== undefined)
    ),
  };
}

/** Finds autoscalers that cannot do their work and budgets that stop every eviction. */
export function scalingFaults(
  { autoscalers = [], budgets = [] }: InventoryObjects,
): InventoryRows["scalingFaults"] {
  const faults = [
    ...autoscalers.map((hpa) => ({
      object: `${hpa.metadata.namespace} HorizontalPodAutoscaler/${hpa.metadata.name}`,
      problem: autoscalerProblem(hpa),
    })),
    ...budgets.map((budget) => ({
      object: `${budget.metadata.namespace} PodDisruptionBudget/${budget.metadata.name}`,
      problem: blocksEvictions(budget) ? "allows no disruption" : undefined,
    })),
  ];
  return faults.flatMap(({ object, problem }) => problem === undefined ? [] : [{ object, problem }])
    .sort((a, b) => ascending(a.object, b.object));
}

/** Lists what VerticalPodAutoscalers recommend. */
export function recommendations(
  { verticalAutoscalers = [] }: InventoryObjects,
): InventoryRows["recommendations"] {
  return verticalAutoscalers.map((vpa) => ({
    object: `${vpa.metadata.namespace} VerticalPodAutoscaler/${vpa.metadata.name}`,
    recommends: recommendationText(vpa),
  })).sort((a, b) => ascending(a.object, b.object));
}

/** From here on somebody should look: the warning bound of most volume alerts is 15 % free. */
const NEARLY_FULL = 0.85;

/** Finds claims that are not bound or nearly full. */
export function volumeFaults(
  claims: readonly PersistentVolumeClaim[],
  { volumeFill }: Saturation,
): InventoryRows["volumeFaults"] {
  return claims.flatMap(({ metadata: { namespace, name, creationTimestamp }, status }) => {
    const object = `${namespace} PersistentVolumeClaim/${name}`;
    const fill = volumeFill.get(`${namespace}/${name}`) ?? 0;
    if (status?.phase !== "Bound") {
      const since = creationTimestamp === undefined ? {} : { since: creationTimestamp };
      return [{ object, problem: status?.phase ?? "Pending", ...since }];
    }
    return fill < NEARLY_FULL ? [] : [{ object, problem: `${Math.round(fill * 100)}% full` }];
  }).sort((a, b) => descending(a.problem, b.problem) || ascending(a.object, b.object));
}
