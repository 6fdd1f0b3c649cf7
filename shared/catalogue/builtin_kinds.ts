import type { Need } from "../tool.ts";

/**
 * The resources of Kubernetes itself that may be read, by API group. Secrets are left out on purpose; kinds of
 * other groups are read under rules that the operator adds.
 */
const BUILTIN_RESOURCES: Readonly<Record<string, readonly string[]>> = {
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
    "podtemplates",
    "replicationcontrollers",
    "resourcequotas",
    "serviceaccounts",
    "services",
  ],
  "admissionregistration.k8s.io": [
    "mutatingadmissionpolicies",
    "mutatingadmissionpolicybindings",
    "mutatingwebhookconfigurations",
    "validatingadmissionpolicies",
    "validatingadmissionpolicybindings",
    "validatingwebhookconfigurations",
  ],
  "apiextensions.k8s.io": ["customresourcedefinitions"],
  "apiregistration.k8s.io": ["apiservices"],
  "apps": ["controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"],
  "autoscaling": ["horizontalpodautoscalers"],
  "batch": ["cronjobs", "jobs"],
  "certificates.k8s.io": ["certificatesigningrequests"],
  "coordination.k8s.io": ["leases"],
  "discovery.k8s.io": ["endpointslices"],
  "events.k8s.io": ["events"],
  "flowcontrol.apiserver.k8s.io": ["flowschemas", "prioritylevelconfigurations"],
  "metrics.k8s.io": ["nodes", "pods"],
  "networking.k8s.io": [
    "ingressclasses",
    "ingresses",
    "ipaddresses",
    "networkpolicies",
    "servicecidrs",
  ],
  "node.k8s.io": ["runtimeclasses"],
  "policy": ["poddisruptionbudgets"],
  "rbac.authorization.k8s.io": ["clusterrolebindings", "clusterroles", "rolebindings", "roles"],
  "resource.k8s.io": [
    "deviceclasses",
    "resourceclaims",
    "resourceclaimtemplates",
    "resourceslices",
  ],
  "scheduling.k8s.io": ["priorityclasses"],
  "storage.k8s.io": [
    "csidrivers",
    "csinodes",
    "csistoragecapacities",
    "storageclasses",
    "volumeattachments",
    "volumeattributesclasses",
  ],
};

/** The rights to get and list every readable built-in kind. */
export const BUILTIN_NEEDS: readonly Need[] = Object.entries(BUILTIN_RESOURCES)
  .flatMap(([apiGroup, resources]) =>
    resources.map((resource): Need => ({ apiGroup, resource, verbs: ["get", "list"] }))
  );
