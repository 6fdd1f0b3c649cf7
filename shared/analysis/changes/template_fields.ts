import type { Container, EnvironmentVariable, Probe } from "../kube_pod.ts";
import {
  entryFields,
  type FieldReader,
  itemFields,
  itemsAt,
  listField,
  observed,
  type ObservedField,
  textOf,
  valueAt,
  valueField,
} from "./observed_field.ts";

const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"] as const;

const CONTAINER: readonly FieldReader[] = [
  valueField("image", "rollout"),
  valueField("command", "rollout"),
  valueField("args", "rollout"),
  valueField("workingDir", "rollout"),
  valueField("securityContext", "rollout"),
  valueField("lifecycle", "rollout"),
  entryFields("resources.requests", "rollout", "request of "),
  entryFields("resources.limits", "rollout", "limit of "),
  ...PROBES.map((name): FieldReader => (container) =>
    probeFields(name, valueAt(container, name) as Probe | undefined)
  ),
  listField("ports", "rollout", {
    text: (port) => `${textOf(valueAt(port, "containerPort"))}`,
  }),
  listField("envFrom", "rollout", { text: sourceText }),
  listField("volumeMounts", "rollout", {
    text: (mount) => `${textOf(valueAt(mount, "name"))}:${textOf(valueAt(mount, "mountPath"))}`,
  }),
  environmentFields,
];

/** The fields of a pod template under a path, such as `spec.template`. */
export function templateFields(path: string): readonly FieldReader[] {
  const at = (rest: string) => `${path}.${rest}`;
  return [
    itemFields(at("spec.containers"), CONTAINER),
    itemFields(at("spec.initContainers"), CONTAINER),
    entryFields(at("metadata.labels"), "rollout", "pod label "),
    entryFields(at("metadata.annotations"), "rollout", "pod annotation "),
    entryFields(at("spec.nodeSelector"), "rollout", "nodeSelector "),
    ...[
      "serviceAccountName",
      "priorityClassName",
      "schedulerName",
      "hostNetwork",
      "dnsPolicy",
      "runtimeClassName",
      "terminationGracePeriodSeconds",
      "affinity",
      "securityContext",
    ].map((name) => valueField(at(`spec.${name}`), "rollout", { field: name })),
    listField(at("spec.tolerations"), "rollout", { field: "tolerations" }),
    listField(at("spec.topologySpreadConstraints"), "rollout", {
      field: "topologySpreadConstraints",
    }),
    listField(at("spec.imagePullSecrets"), "rollout", { field: "imagePullSecrets" }),
    listField(at("spec.volumes"), "rollout", { field: "volumes", text: sourceText }),
  ];
}

/** The images of a template, for the one line that says what was created. */
export function imagesOf(template: unknown): string {
  return itemsAt(template, "spec.containers")
    .map((container) => (container as Container).image ?? "").join(", ");
}

function environmentFields(container: unknown): readonly ObservedField[] {
  return itemsAt(container, "env").map((item) => {
    const { name, value, valueFrom } = item as EnvironmentVariable;
    const field = `env ${name}`;
    // A reference is no secret, though what it leads to may be one.
    if (valueFrom !== undefined) {
      return { field, kind: "rollout", value: `from ${sourceText(valueFrom)}` };
    }
    return observed({ field, kind: "rollout", value: value ?? "" });
  });
}

/** Prints where a variable, a volume or an envFrom comes from: `configMap orders-config`, `secret orders-db`. */
function sourceText(source: unknown): string {
  const { name, ...rest } = source as { readonly name?: string };
  const parts = Object.entries(rest).map(([kind, reference]) => {
    const target = ["name", "secretName", "claimName", "path"]
      .map((key) => textOf(valueAt(reference, key))).find((text) => text !== undefined);
    const key = target === textOf(valueAt(reference, "key"))
      ? undefined
      : valueAt(reference, "key");
    return [kind, target, key].filter((part) => part !== undefined).join(" ");
  });
  return [...(name === undefined ? [] : [`${name}:`]), ...parts].join(" ");
}

const PROBE_TIMES = [
  "initialDelaySeconds",
  "periodSeconds",
  "timeoutSeconds",
  "failureThreshold",
] as const;

function probeFields(name: string, probe: Probe | undefined): readonly ObservedField[] {
  if (probe === undefined) return [];
  return [
    { field: name, kind: "rollout", value: probeText(probe) },
    ...PROBE_TIMES.flatMap((time): ObservedField[] => {
      const seconds = probe[time];
      if (seconds === undefined) return [];
      return [{ field: `${name} ${time}`, kind: "rollout", value: String(seconds) }];
    }),
  ];
}

function probeText({ httpGet, tcpSocket, grpc, exec }: Probe): string {
  if (httpGet !== undefined) return `http :${httpGet.port}${httpGet.path ?? "/"}`;
  if (tcpSocket !== undefined) return `tcp :${tcpSocket.port}`;
  if (grpc !== undefined) return `grpc :${grpc.port}${grpc.service ? ` ${grpc.service}` : ""}`;
  return `exec ${(exec?.command ?? []).join(" ")}`;
}
