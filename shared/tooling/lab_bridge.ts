/** The bridge against the lab, under a ServiceAccount that holds exactly the generated rights. */

import { parse as parseYaml } from "yaml";
import { freePort, type ServerProgram } from "./bench_server.ts";
import { applyManifests, type ServiceAccount, serviceAccountKubeconfig } from "./lab_kubectl.ts";
import { URLS } from "./lab_layout.ts";

const REPOSITORY = new URL("../../", import.meta.url).pathname;

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** What an operator would add to read the lab's own kind: one entry of `rbac.extraRules`. */
export const WIDGET_RULE: Rule = {
  apiGroups: ["lab.example"],
  resources: ["widgets"],
  verbs: ["get", "list", "watch"],
};

/** The rules generated from what the tools need. */
export async function generatedRules(): Promise<readonly Rule[]> {
  return parseYaml(await Deno.readTextFile(`${REPOSITORY}k8s/chart/files/rbac-rules.yaml`));
}

/** Makes a ServiceAccount with these rules in all namespaces, and returns a kubeconfig that acts as it. */
export async function grant(name: string, rules: readonly Rule[]): Promise<string> {
  const account: ServiceAccount = { namespace: "mcp", name };
  const rbac = "rbac.authorization.k8s.io";
  await applyManifests(JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: account.namespace } },
      { apiVersion: "v1", kind: "ServiceAccount", metadata: account },
      { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name }, rules },
      {
        apiVersion: `${rbac}/v1`,
        kind: "ClusterRoleBinding",
        metadata: { name },
        roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
        subjects: [{ kind: "ServiceAccount", ...account }],
      },
    ],
  }));
  return await serviceAccountKubeconfig(account);
}

/** How to start the bridge from its sources against the lab's upstreams. */
export function bridgeProgram(
  kubeconfig: string,
  environment: Readonly<Record<string, string>> = {},
): ServerProgram {
  const port = freePort();
  return {
    program: Deno.execPath(),
    args: ["run", "-A", `${REPOSITORY}functions/main.ts`, "serve"],
    env: {
      TELEMCP_PORT: String(port),
      TELEMCP_KUBECONFIG: kubeconfig,
      TELEMCP_PROMETHEUS_URL: URLS.prometheus,
      TELEMCP_LOKI_URL: URLS.loki,
      TELEMCP_ALERTMANAGER_URL: URLS.alertmanager,
      ...environment,
    },
    url: `http://127.0.0.1:${port}/mcp`,
    readyUrl: `http://127.0.0.1:${port}/healthz`,
  };
}
