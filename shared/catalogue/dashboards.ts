/** A query worth a panel of its own, readable as a resource. */
export interface Dashboard {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly language: "promql" | "logql";
  readonly text: string;
  /** Where it applies, in a sentence each. */
  readonly appliesTo: readonly string[];
}

/** The dashboards that agents know by their URIs; the URIs never change. */
export const DASHBOARDS: readonly Dashboard[] = [
  {
    uri: "res://dashboards/top-pods-by-cpu.promql",
    name: "top-pods-by-cpu.promql",
    title: "Top pods by CPU",
    language: "promql",
    text: `topk(20,
  sum by (namespace, pod) (
    rate(container_cpu_usage_seconds_total{container!="",container!="POD"}[5m])
  )
)`,
    appliesTo: [
      "The 20 pods that use the most CPU, in cores, over 5 minutes.",
      "Needs cAdvisor's container_cpu_usage_seconds_total, scraped at least every 75 seconds.",
      'Narrow it with namespace="…" inside the braces; run it with promql.query.',
    ],
  },
  {
    uri: "res://dashboards/pod-restarts.promql",
    name: "pod-restarts.promql",
    title: "Container restarts in the last hour",
    language: "promql",
    text: `topk(20,
  max by (namespace, pod, container) (
    increase(kube_pod_container_status_restarts_total[1h])
  ) > 0
)`,
    appliesTo: [
      "Containers that restarted within the last hour, most restarts first.",
      "Needs kube-state-metrics; max by removes the doubles of its replicas.",
      "An empty answer means no restarts only where the series exist: check with metrics.find.",
    ],
  },
  {
    uri: "res://dashboards/warn-events.logql",
    name: "warn-events.logql",
    title: "Warning events",
    language: "logql",
    text:
      `{job=~"loki.source.kubernetes_events|integrations/kubernetes/eventhandler"} | logfmt | type="Warning"`,
    appliesTo: [
      "Kubernetes events of type Warning as log lines, newest first.",
      "Needs the event shipper of Grafana Alloy (loki.source.kubernetes_events) writing to Loki.",
      "Events live one hour in the API (k8s.events); in Loki as long as its retention.",
    ],
  },
];

/** The text of a dashboard: what it is for as comments, then the query, so that it runs as it stands. */
export function dashboardText({ title, text, appliesTo }: Dashboard): string {
  return `${[title, ...appliesTo].map((line) => `# ${line}`).join("\n")}\n${text}\n`;
}
