import type { AlertmanagerReader } from "../backends/alertmanager.ts";
import type { NodeFactsReader } from "../backends/node_facts.ts";
import type { Clients, Principal } from "../context.ts";
import { ToolError } from "../errors.ts";
import { narrowChangeLog } from "./narrow_change_log.ts";
import { narrowKubernetes } from "./narrow_kubernetes.ts";

/** Gives a principal readers that cannot see beyond its namespaces; the whole cluster is the identity. */
export function narrow(clients: Clients, principal: Principal): Clients {
  const { namespaces } = principal;
  if (namespaces === undefined) return clients;
  return {
    kubernetes: narrowKubernetes(clients.kubernetes, namespaces),
    prometheus: refuseQueries(clients.prometheus, "Prometheus"),
    loki: refuseQueries(clients.loki, "Loki"),
    alertmanager: narrowAlertmanager(clients.alertmanager, namespaces),
    nodeFacts: refuseNodes(clients.nodeFacts),
    ...(clients.changeLog && { changeLog: narrowChangeLog(clients.changeLog, namespaces) }),
  };
}

// A query language can name any tenant's series, so a principal of some namespaces may not bring a query.
function refuseQueries<T extends { health(): unknown }>(reader: T, name: string): T {
  return new Proxy(reader, {
    get: (target, method) =>
      method === "health" ? () => target.health() : () =>
        Promise.reject(
          new ToolError("forbidden", `Cannot query ${name} with a key limited to namespaces`, {
            hint: "Read Kubernetes objects, events and logs of your namespaces with k8s.get, " +
              "k8s.events and tail.pod_logs, or use a key for the whole cluster",
          }),
        ),
  });
}

// A node runs the pods of every tenant.
function refuseNodes(reader: NodeFactsReader): NodeFactsReader {
  const refuse = () =>
    Promise.reject(
      new ToolError("forbidden", "Cannot read nodes with a key limited to namespaces", {
        hint: "Read your pods with k8s.get, whose conditions say what their node does to them, " +
          "or use a key for the whole cluster",
      }),
    );
  return { list: refuse, get: refuse, health: () => reader.health() };
}

function narrowAlertmanager(
  reader: AlertmanagerReader,
  namespaces: readonly string[],
): AlertmanagerReader {
  const mine = (value: string | undefined) => value !== undefined && namespaces.includes(value);
  return {
    alerts: async (query) =>
      (await reader.alerts(query)).filter(({ labels }) => mine(labels["namespace"])),
    silences: async () =>
      (await reader.silences()).filter(({ matchers }) =>
        matchers.some(({ name, value, isEqual, isRegex }) =>
          name === "namespace" && isEqual && !isRegex && mine(value)
        )
      ),
    health: () => reader.health(),
  };
}
