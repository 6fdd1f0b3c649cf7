import type { World } from "../world/world.ts";
import { defineFamilies } from "./family.ts";
import { histogram } from "./histogram.ts";
import { count, process } from "./process_families.ts";

const ingressLabels = {
  ingress: "shop",
  exported_namespace: "shop",
  host: "shop.example",
  path: "/",
} as const;

function edgeRate(world: World): number {
  return world.traffic.find(({ name, namespace }) => name === "edge" && namespace === "shop")
    ?.requestsPerSecond ?? 0;
}

/** What the ingress controller exports. */
export const INGRESS_FAMILIES = defineFamilies(
  process({
    job: "ingress-nginx",
    namespace: "platform",
    controller_class: "k8s.io/ingress-nginx",
  }),
  {
    nginx_ingress_controller_requests: {
      type: "counter",
      help: "Requests by ingress and status.",
      rows: (world) =>
        Object.entries({ "200": 0.9945, "404": 0.005, "500": 0.0003, "502": 0.0001, "504": 0.0001 })
          .map(
            ([status, share]) =>
              [{ ...ingressLabels, status }, {
                ...count(world, share * edgeRate(world)),
                daily: true,
              }] as const,
          ),
    },
    ...histogram<World>(
      "nginx_ingress_controller_request_duration_seconds",
      "Time to answer by ingress.",
      (world) => [
        {
          labels: ingressLabels,
          count: { ...count(world, edgeRate(world)), daily: true },
          medianSeconds: 0.065,
        },
      ],
    ),
  },
);
