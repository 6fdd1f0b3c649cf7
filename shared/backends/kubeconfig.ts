import type { Cluster, KubeConfig, User } from "@kubernetes/client-node";
import { dirname } from "node:path";
import { quoted, ToolError } from "../errors.ts";

export interface KubeconfigOptions {
  /** Path of a kubeconfig; absent: `KUBECONFIG`, `~/.kube/config`, or the pod's own ServiceAccount. */
  readonly kubeconfig?: string | undefined;
  /** Context to use instead of the current one. */
  readonly context?: string | undefined;
}

interface RawKubeconfig {
  readonly users?: readonly { readonly name: string; readonly user?: { tokenFile?: string } }[];
}

// What client-node falls back to when there is neither a kubeconfig nor a ServiceAccount.
const NOWHERE = "http://localhost:8080";

/**
 * Loads the configuration of the cluster client; client-node is imported here, at first use.
 *
 * @throws {ToolError} `upstream_unavailable`, naming the setting that is wrong
 */
export async function loadKubeconfig(
  options: KubeconfigOptions,
): Promise<{ config: KubeConfig; cluster: Cluster }> {
  const config = await createKubeconfig();
  try {
    if (options.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(options.kubeconfig);
  } catch (cause) {
    throw unusable("Cannot read the kubeconfig", "Check TELEMCP_KUBECONFIG and the file", cause);
  }
  if (options.context !== undefined) chooseContext(config, options.context);
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw unusable(
      "Cannot find the cluster of the current context in the kubeconfig",
      "Set TELEMCP_KUBE_CONTEXT to one of its contexts",
    );
  }
  if (options.kubeconfig === undefined && cluster.server === NOWHERE) {
    throw new ToolError(
      "upstream_unavailable",
      "Cannot read Kubernetes: there is neither a kubeconfig nor a ServiceAccount",
      { hint: "The operator can set TELEMCP_KUBECONFIG", coverage: "not configured" },
    );
  }
  return { config, cluster };
}

async function createKubeconfig(): Promise<KubeConfig> {
  const { KubeConfig, loadYaml, makeAbsolutePath } = await import("@kubernetes/client-node");

  /** Knows `tokenFile` too, which client-node does not read from a kubeconfig. */
  class CompleteKubeconfig extends KubeConfig {
    override loadFromFile(file: string): void {
      super.loadFromFile(file);
      const { users = [] } = loadYaml<RawKubeconfig>(Deno.readTextFileSync(file));
      const tokenFiles = new Map(users.map(({ name, user }) => [name, user?.tokenFile]));
      this.users = this.users.map((user) => {
        const tokenFile = tokenFiles.get(user.name);
        if (tokenFile === undefined) return user;
        return withTokenFile(user, makeAbsolutePath(dirname(file), tokenFile));
      });
    }
  }
  return new CompleteKubeconfig();
}

// The authenticator that client-node uses in a cluster; it reads the file anew every minute.
function withTokenFile({ token: _, ...user }: User, tokenFile: string): User {
  return { ...user, authProvider: { name: "tokenFile", config: { tokenFile } } };
}

function chooseContext(config: KubeConfig, context: string): void {
  if (config.getContextObject(context) === null) {
    const names = config.getContexts().map(({ name }) => name).join(", ");
    throw unusable(
      `Cannot find the context ${quoted(context)} in the kubeconfig`,
      `Set TELEMCP_KUBE_CONTEXT to one of: ${names}`,
    );
  }
  config.setCurrentContext(context);
}

function unusable(message: string, hint: string, cause?: unknown): ToolError {
  return new ToolError("upstream_unavailable", message, { hint, cause });
}
