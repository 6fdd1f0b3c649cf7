/** A resource that is what one tool answers, read when it is asked for. */
export interface LiveResource {
  /** A URI, or a template whose variables also stand in `arguments` as `{{variable}}`. */
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The typed output as JSON, or the text a model reads. */
  readonly as: "json" | "text";
}

export const LIVE_RESOURCES: readonly LiveResource[] = [
  {
    uri: "res://snapshots/cluster-inventory.json",
    name: "cluster-inventory.json",
    title: "Cluster inventory",
    description: "Nodes, namespaces and workloads with their state and usage, as JSON with " +
      "shown/total for every list. The tool inventory.snapshot gives the same as text.",
    tool: "inventory.snapshot",
    arguments: {},
    as: "json",
  },
];

export const LIVE_TEMPLATES: readonly LiveResource[] = [
  {
    uri: "res://metrics/{metric}",
    name: "metric",
    title: "One metric",
    description:
      "Type, help, labels and series of a metric, or the nearest names when it is unknown.",
    tool: "metrics.find",
    arguments: { metric: "{{metric}}" },
    as: "text",
  },
  {
    uri: "res://labels/{label}",
    name: "label",
    title: "Values of a label",
    description: "The values of one label over all metrics, e.g. res://labels/namespace.",
    tool: "metrics.find",
    arguments: { labels: ["{{label}}"] },
    as: "text",
  },
  {
    uri: "res://objects/{namespace}/{kind}",
    name: "objects",
    title: "Objects of a kind in a namespace",
    description: "All objects of one kind in one namespace, e.g. res://objects/shop/deployments.",
    tool: "k8s.get",
    arguments: { namespace: "{{namespace}}", kind: "{{kind}}" },
    as: "text",
  },
  {
    uri: "res://logs/{namespace}/{pod}",
    name: "pod-log",
    title: "Recent log of a pod",
    description: "The newest lines of a pod's log, repeated lines folded.",
    tool: "tail.pod_logs",
    arguments: { namespace: "{{namespace}}", pod: "{{pod}}" },
    as: "text",
  },
];
