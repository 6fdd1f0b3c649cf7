import type { Container, PodSpec } from "../world/kube_objects.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

const TEMPLATES = new WeakMap<WorkloadPlan, PodSpec>();

/** The pod template of a plan; one object for all pods of a workload, as large bases have thousands. */
export function podTemplateSpec(plan: WorkloadPlan): PodSpec {
  const known = TEMPLATES.get(plan);
  if (known !== undefined) return known;
  const spec: PodSpec = {
    containers: [container(plan)],
    volumes: volumes(plan),
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: plan.hostNetwork ? "ClusterFirstWithHostNet" : "ClusterFirst",
    serviceAccountName: serviceAccountOf(plan),
    serviceAccount: serviceAccountOf(plan),
    securityContext: {},
    schedulerName: "default-scheduler",
    ...(plan.hostNetwork ? { hostNetwork: true } : {}),
    ...(plan.priorityClassName ? { priorityClassName: plan.priorityClassName } : {}),
    tolerations: plan.kind === "DaemonSet" ? [{ operator: "Exists" }] : DEFAULT_TOLERATIONS,
    enableServiceLinks: true,
  };
  TEMPLATES.set(plan, spec);
  return spec;
}

/** Namespaces without workload identities of their own run as `default`. */
export function serviceAccountOf({ namespace, name }: Pick<WorkloadPlan, "namespace" | "name">) {
  return namespace === "dev" ? "default" : name;
}

const DEFAULT_TOLERATIONS = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map((
  key,
) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 }));

function container(plan: WorkloadPlan): Container {
  const { name, image, port, cpu, memory, volume } = plan;
  const mounts = [
    ...(volume === undefined ? [] : [{ name: "data", mountPath: volume.mountPath }]),
    ...(plan.configured ? [{ name: "config", mountPath: `/etc/${name}`, readOnly: true }] : []),
  ];
  return {
    name,
    image,
    ...(port === undefined
      ? {}
      : { ports: [{ name: "main", containerPort: port, protocol: "TCP" }] }),
    ...(plan.configured ? configuredEnv(plan) : {}),
    resources: {
      requests: { cpu: cpu[0], memory: memory[0] },
      limits: { cpu: cpu[1], memory: memory[1] },
    },
    ...(mounts.length === 0 ? {} : { volumeMounts: mounts }),
    ...probes(plan),
    imagePullPolicy: "IfNotPresent",
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  };
}

function configuredEnv({ name, env = {} }: WorkloadPlan) {
  const plain = Object.entries({ LOG_LEVEL: "info", ...env })
    .map(([key, value]) => ({ name: key, value }));
  const password = { secretKeyRef: { name: `${name}-secret`, key: "password" } };
  return {
    env: [...plain, { name: "PASSWORD", valueFrom: password }],
    envFrom: [{ configMapRef: { name: `${name}-config` } }],
  };
}

function probes({ probe }: WorkloadPlan) {
  if (probe === undefined) return {};
  const handler = probe === "http"
    ? { httpGet: { path: "/healthz", port: "main", scheme: "HTTP" } }
    : { tcpSocket: { port: "main" } };
  const timing = { timeoutSeconds: 2, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  return {
    readinessProbe: { ...handler, ...timing },
    livenessProbe: { ...handler, initialDelaySeconds: 15, ...timing },
  };
}

function volumes({ name, configured }: WorkloadPlan) {
  return configured
    ? [{ name: "config", configMap: { name: `${name}-config`, defaultMode: 420 } }]
    : [];
}
