import { type ClusterBuilder, DAY_MS } from "./cluster_builder.ts";

/** The ServiceAccount a reader of this cluster authenticates as. */
export const READER = { namespace: "platform", name: "telemetry-reader" } as const;

const READ = ["get", "list", "watch"];

// All but Secrets, as a telemetry reader should have; custom groups by their own rule.
const READABLE: Readonly<Record<string, readonly string[]>> = {
  "": [
    "configmaps",
    "endpoints",
    "events",
    "limitranges",
    "namespaces",
    "nodes",
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "pods/log",
    "replicationcontrollers",
    "resourcequotas",
    "serviceaccounts",
    "services",
  ],
  "admissionregistration.k8s.io": ["*"],
  "apiextensions.k8s.io": ["customresourcedefinitions"],
  "apiregistration.k8s.io": ["apiservices"],
  apps: ["*"],
  autoscaling: ["*"],
  batch: ["*"],
  "coordination.k8s.io": ["leases"],
  "discovery.k8s.io": ["endpointslices"],
  "events.k8s.io": ["events"],
  "metrics.k8s.io": ["pods", "nodes"],
  "networking.k8s.io": ["*"],
  policy: ["poddisruptionbudgets"],
  "rbac.authorization.k8s.io": ["*"],
  "scheduling.k8s.io": ["priorityclasses"],
  "storage.k8s.io": ["*"],
};

/** Builds the roles: an administrator, what every user may ask, and a reader of everything but Secrets. */
export function buildAccess(builder: ClusterBuilder, customGroups: readonly string[] = []): void {
  const atMs = builder.nowMs - 100 * DAY_MS;
  const reader = { kind: "ServiceAccount", ...READER };
  const groups = {
    ...READABLE,
    ...Object.fromEntries(customGroups.map((group) => [group, ["*"]])),
  };
  builder.create({ apiVersion: "v1", kind: "ServiceAccount", metadata: { ...READER } }, atMs);
  const everything = [
    { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
    { nonResourceURLs: ["*"], verbs: ["*"] },
  ];
  grant(builder, "cluster-admin", everything, group("system:masters"));
  grant(builder, "system:basic-user", BASIC_RULES, group("system:authenticated"));
  const rules = Object.entries(groups)
    .map(([apiGroup, resources]) => ({ apiGroups: [apiGroup], resources, verbs: READ }));
  grant(builder, READER.name, rules, reader);
}

const BASIC_RULES = [
  {
    apiGroups: ["authorization.k8s.io"],
    resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    verbs: ["create"],
  },
];

function group(name: string) {
  return { kind: "Group", apiGroup: "rbac.authorization.k8s.io", name };
}

function grant(
  builder: ClusterBuilder,
  name: string,
  rules: readonly object[],
  subject: Readonly<Record<string, string>>,
): void {
  const atMs = builder.nowMs - 100 * DAY_MS;
  const apiVersion = "rbac.authorization.k8s.io/v1";
  builder.create({ apiVersion, kind: "ClusterRole", metadata: { name }, rules }, atMs);
  builder.create({
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [subject],
  }, atMs);
}
