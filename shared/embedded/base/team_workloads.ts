import { mix32 } from "../random.ts";
import type { ClusterBuilder } from "./cluster_builder.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

const ROLES = [
  "api",
  "worker",
  "web",
  "ledger",
  "index",
  "relay",
  "quota",
  "audit",
  "feed",
  "sync",
];
const SUBJECTS = [
  "billing",
  "geo",
  "media",
  "notify",
  "pricing",
  "profile",
  "ranking",
  "stock",
  "tax",
  "voucher",
];

/** The namespaces of the teams that fill a large base. */
export function teamNamespaces(teams: number): readonly string[] {
  return Array.from({ length: teams }, (_, i) => `team-${String(i + 1).padStart(3, "0")}`);
}

/** Plans Deployments over the teams until they have exactly the pods asked for. */
export function teamWorkloads(builder: ClusterBuilder, pods: number): readonly WorkloadPlan[] {
  const namespaces = teamNamespaces(builder.size.teams);
  const plans: WorkloadPlan[] = [];
  let left = namespaces.length === 0 ? 0 : pods;
  for (let n = 0; left > 0; n++) {
    const namespace = namespaces[n % namespaces.length] ?? "";
    const name = teamServiceName(Math.floor(n / namespaces.length));
    const wanted = 2 + mix32(builder.hash(`${namespace}/${name}`), 3) % 14;
    plans.push(teamWorkload(namespace, name, Math.min(wanted, left)));
    left -= Math.min(wanted, left);
  }
  return plans;
}

function teamServiceName(index: number): string {
  const subject = SUBJECTS[index % SUBJECTS.length];
  return `${subject}-${ROLES[Math.floor(index / SUBJECTS.length) % ROLES.length]}`;
}

function teamWorkload(namespace: string, name: string, replicas: number): WorkloadPlan {
  return {
    kind: "Deployment",
    namespace,
    name,
    replicas,
    image: `registry.example/${namespace}/${name}:2026.10.3`,
    port: 8080,
    probe: "http",
    cpu: ["100m", "500m"],
    memory: ["128Mi", "256Mi"],
  };
}
