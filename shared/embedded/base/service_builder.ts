import { type ClusterBuilder, DAY_MS } from "./cluster_builder.ts";
import { serviceAccountOf } from "./pod_template.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

/** Builds what surrounds a workload: Service, ServiceAccount, and its ConfigMap and Secret. */
export function buildService(builder: ClusterBuilder, plan: WorkloadPlan): void {
  const { namespace, name, port, kind, configured } = plan;
  const atMs = builder.momentAgo(`${namespace}/${name} made`, [90 * DAY_MS, 60 * DAY_MS]);
  const metadata = { name, namespace, labels: { app: name } };
  const account = serviceAccountOf(plan);
  if (account !== "default") {
    const named = { name: account, namespace };
    builder.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: named }, atMs);
  }
  if (port !== undefined && kind !== "DaemonSet") {
    const clusterIP = kind === "StatefulSet" ? "None" : builder.nextServiceIp();
    builder.create({
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        type: "ClusterIP",
        clusterIP,
        clusterIPs: [clusterIP],
        selector: { app: name },
        ports: [{ name: "main", port, targetPort: port, protocol: "TCP" }],
        internalTrafficPolicy: "Cluster",
        ipFamilies: ["IPv4"],
        ipFamilyPolicy: "SingleStack",
        sessionAffinity: "None",
      },
      status: { loadBalancer: {} },
    }, atMs);
  }
  if (configured) buildConfiguration(builder, plan, atMs);
}

function buildConfiguration(
  builder: ClusterBuilder,
  { namespace, name, port = 8080 }: WorkloadPlan,
  atMs: number,
): void {
  builder.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: `${name}-config`, namespace, labels: { app: name } },
    data: { LISTEN: `:${port}`, TIMEOUT: "2s", POOL_SIZE: "20" },
  }, atMs);
  builder.create({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: `${name}-secret`, namespace, labels: { app: name } },
    type: "Opaque",
    data: { password: btoa(`not-a-password-${name}`) },
  }, atMs);
}

/** Builds what only the shop has: Ingress, autoscalers, disruption budget, network policy. */
export function buildShopPolicies(builder: ClusterBuilder, plans: readonly WorkloadPlan[]): void {
  const atMs = builder.nowMs - 80 * DAY_MS;
  for (const name of ["web", "checkout"]) {
    const replicas = plans.find((plan) => plan.name === name)?.replicas ?? 1;
    builder.create(autoscaler(name, replicas, builder.nowMs), atMs);
  }
  builder.create({
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: "checkout", namespace: "shop" },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: "checkout" } } },
    status: disruptionStatus(plans.find(({ name }) => name === "checkout")?.replicas ?? 1),
  }, atMs);
  builder.create({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "default-allow", namespace: "shop" },
    spec: { podSelector: {}, ingress: [{}], egress: [{}], policyTypes: ["Ingress", "Egress"] },
  }, atMs);
  const backend = { service: { name: "edge", port: { number: 8080 } } };
  builder.create({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "shop", namespace: "shop" },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: ["shop.example"], secretName: "shop-tls" }],
      rules: [{
        host: "shop.example",
        http: { paths: [{ path: "/", pathType: "Prefix", backend }] },
      }],
    },
    status: { loadBalancer: { ingress: [{ ip: "192.0.2.10" }] } },
  }, atMs);
  builder.create({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "shop-tls", namespace: "shop" },
    type: "kubernetes.io/tls",
    data: { "tls.crt": "", "tls.key": "" },
  }, atMs);
}

function autoscaler(name: string, replicas: number, nowMs: number) {
  const since = new Date(nowMs - 3 * DAY_MS).toISOString().replace(".000Z", "Z");
  const conditions = [
    ["AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size"],
    [
      "ScalingActive",
      "True",
      "ValidMetricFound",
      "the HPA was able to successfully calculate a replica count from cpu resource utilization",
    ],
    ["ScalingLimited", "False", "DesiredWithinRange", "the desired count is within the range"],
  ].map(([type, status, reason, message]) => ({
    type,
    status,
    reason,
    message,
    lastTransitionTime: since,
  }));
  const current = { averageUtilization: 45, averageValue: "90m" };
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name, namespace: "shop" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
      minReplicas: Math.max(1, replicas - 1),
      maxReplicas: replicas * 2,
      metrics: [{
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
      }],
    },
    status: {
      currentReplicas: replicas,
      desiredReplicas: replicas,
      currentMetrics: [{ type: "Resource", resource: { name: "cpu", current } }],
      conditions,
    },
  };
}

function disruptionStatus(replicas: number) {
  return {
    currentHealthy: replicas,
    desiredHealthy: replicas - 1,
    disruptionsAllowed: 1,
    expectedPods: replicas,
    observedGeneration: 1,
  };
}
