import { ObjectStore } from "../world/object_store.ts";
import { buildAccess } from "./access_objects.ts";
import { type BaseName, BASES, type BaseSize } from "./base_sizes.ts";
import { ClusterBuilder } from "./cluster_builder.ts";
import { buildClusterObjects, NAMESPACES } from "./cluster_objects.ts";
import { buildJobs } from "./job_builder.ts";
import { platformWorkloads } from "./platform_workloads.ts";
import { buildService, buildShopPolicies } from "./service_builder.ts";
import { ORDERS_DB, SHOP_SERVICES, shopWorkload } from "./shop_services.ts";
import { teamNamespaces, teamWorkloads } from "./team_workloads.ts";
import { buildWorkload } from "./workload_builder.ts";

export interface BaseCluster {
  readonly size: BaseSize;
  /** Not sealed yet. */
  readonly store: ObjectStore;
  readonly builder: ClusterBuilder;
}

/** Builds the objects of a base as they stand at `nowMs`; the same arguments give the same bytes. */
export function buildBase(
  name: BaseName,
  { nowMs, customGroups = [] }: {
    readonly nowMs: number;
    /** API groups beside the built-in ones that the reader may read. */
    readonly customGroups?: readonly string[];
  },
): BaseCluster {
  const size: BaseSize = BASES[name];
  const store = new ObjectStore(size.seed);
  const builder = new ClusterBuilder(store, size, { nowMs });
  buildClusterObjects(builder, [...NAMESPACES, ...teamNamespaces(size.teams)]);
  buildAccess(builder, customGroups);
  const shop = [...SHOP_SERVICES, ORDERS_DB]
    .map((service) => shopWorkload(service, size.replicas));
  const fixed = [...platformWorkloads(size.replicas), ...shop];
  for (const plan of fixed) buildWithService(builder, plan);
  buildJobs(builder);
  buildShopPolicies(builder, shop);
  const built = store.histories("pods").length;
  for (const plan of teamWorkloads(builder, size.pods - built)) buildWithService(builder, plan);
  return { size, store, builder };
}

function buildWithService(
  builder: ClusterBuilder,
  plan: Parameters<typeof buildWorkload>[1],
): void {
  buildWorkload(builder, plan);
  buildService(builder, plan);
}
