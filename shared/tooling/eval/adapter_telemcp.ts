import type { Adapter, Measure } from "./intents.ts";
import { call, within } from "./intents.ts";
import type { Named } from "./printed_names.ts";

/** PromQL for what the catalogue's golden signals ask. */
const EXPRESSIONS: Readonly<Record<Measure, (name: string) => string>> = {
  errors: (name) =>
    `sum by (namespace, service, code) (rate(http_requests_total{service="${name}"}[5m]))`,
  latency: (name) =>
    `histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{service="${name}"}[5m])))`,
  cpu: (name) => `sum by (pod) (rate(container_cpu_usage_seconds_total{container="${name}"}[5m]))`,
  memory: (name) => `max by (pod) (container_memory_working_set_bytes{container="${name}"})`,
};

const NOTHING = /^nothing found/i;

/** Whether the verdict of triage is that nothing is wrong now. */
export function findsNothing(text: string): boolean {
  return NOTHING.test(text);
}

/**
 * How TeleMCP is asked. `names` are the tools it lists: the wide calls stand first where they exist.
 */
export function telemcpAdapter(names: ReadonlySet<string>): Adapter {
  const wide = names.has("triage.now") ? call("triage.now") : call("inventory.snapshot");
  const whole = (one: Named) => ({ ...within(one.namespace), object: `${one.kind}/${one.name}` });
  return {
    overview: () => [wide],
    alerts: () => [call("alerts.list")],
    unhealthy: () => [call("inventory.snapshot")],
    workload: (one) =>
      names.has("workload.explain")
        ? [
          call("workload.explain", {
            namespace: one.namespace,
            workload: `${one.kind}/${one.name}`,
          }),
        ]
        : [call("k8s.get", { kind: one.kind, ...within(one.namespace), name: one.name })],
    object: (
      one,
    ) => [call("k8s.get", { kind: one.kind, ...within(one.namespace), name: one.name })],
    events: (one) => [call("k8s.events", whole(one))],
    logs: ({ kind, namespace, name, pods }) => {
      const pod = kind === "Pod" ? name : pods.at(-1);
      const lines = call("loki.query", {
        logql: `{namespace="${namespace}", app="${name}"}`,
        format: "templates",
      });
      if (pod === undefined) return [lines];
      const last = call("tail.pod_logs", { namespace, pod, previous: true });
      return kind === "Pod" ? [last] : [lines, last];
    },
    metric: ({ name }, measure) => [
      call("promql.query", { expr: EXPRESSIONS[measure](name), range: "1h" }),
    ],
    changes: () => names.has("changes.recent") ? [call("changes.recent")] : [call("k8s.events")],
    deps: ({ name }) => [
      call("promql.query", {
        expr:
          `sum by (service, target, code) (rate(http_client_requests_total{service="${name}"}[5m]) or ` +
          `rate(http_client_requests_total{target="${name}"}[5m])) > 0`,
      }),
    ],
    node: ({ name }) => [
      call("node.facts", { node: name }),
      call("k8s.get", { kind: "Node", name }),
    ],
    paste: () => wide,
    namesIncident: (text) => names.has("triage.now") && !findsNothing(text),
  };
}
