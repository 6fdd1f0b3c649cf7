import type { Cluster, KubeConfig } from "@kubernetes/client-node";
import type { RequestOptions } from "node:https";
import { ToolError } from "../errors.ts";
import type { Connect, Connection } from "./connection.ts";
import { type KubeconfigOptions, loadKubeconfig } from "./kubeconfig.ts";

/**
 * Connects to a cluster with the credentials of a kubeconfig or of the pod's ServiceAccount.
 *
 * Client certificates, exec plugins, tokens and token files that rotate are those of client-node;
 * requests go through Deno's fetch, which shares one HTTP/2 connection.
 */
export function kubernetesConnection(
  options: KubeconfigOptions & { readonly fetch: typeof globalThis.fetch },
): Connect {
  return async () => {
    const { config, cluster } = await loadKubeconfig(options);
    // Like the cluster's own clients, no credentials are sent without TLS.
    if (cluster.server.startsWith("http:")) {
      return {
        baseUrl: cluster.server,
        fetch: options.fetch,
        headers: () => Promise.resolve({}),
      };
    }
    refuseUnverified(cluster);
    return new TlsConnection({ config, cluster, fetch: options.fetch });
  };
}

interface Credentials {
  readonly caCerts: readonly string[];
  readonly certificate: { readonly cert: string; readonly key: string } | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

class TlsConnection implements Connection {
  readonly baseUrl: string;
  readonly #config: KubeConfig;
  readonly #cluster: Cluster;
  readonly #fetch: typeof globalThis.fetch;
  #client: Deno.HttpClient | undefined;
  #clientMaterial = "";
  #credentials: Promise<Credentials> | undefined;

  constructor(options: {
    readonly config: KubeConfig;
    readonly cluster: Cluster;
    readonly fetch: typeof globalThis.fetch;
  }) {
    this.#config = options.config;
    this.#cluster = options.cluster;
    this.#fetch = options.fetch;
    this.baseUrl = verifiedUrl(options.cluster);
  }

  /** Also renews the TLS client when the certificates have changed. */
  async headers(): Promise<Readonly<Record<string, string>>> {
    // Requests side by side share one look at the files, or one run of the exec plugin.
    this.#credentials ??= this.#read().finally(() => this.#credentials = undefined);
    const { headers, ...material } = await this.#credentials;
    const key = JSON.stringify(material);
    if (key !== this.#clientMaterial) {
      this.#client?.close();
      this.#client = createClient(this.#cluster, material);
      this.#clientMaterial = key;
    }
    return headers;
  }

  readonly fetch: typeof globalThis.fetch = (input, init) =>
    this.#fetch(input, { ...init, ...(this.#client && { client: this.#client }) });

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  async #read(): Promise<Credentials> {
    const options: RequestOptions = {};
    try {
      await this.#config.applyToHTTPSOptions(options);
    } catch (cause) {
      throw new ToolError("upstream_unavailable", "Cannot obtain credentials for Kubernetes", {
        hint: "Check the user in the kubeconfig: its files, its token or its exec plugin",
        cause,
      });
    }
    const { ca, cert, key, auth, headers } = options;
    return {
      caCerts: ca === undefined ? [] : [String(ca)],
      certificate: cert && key ? { cert: String(cert), key: String(key) } : undefined,
      headers: {
        ...(auth && { authorization: `Basic ${btoa(auth)}` }),
        ...Object.fromEntries(
          Object.entries(headers ?? {}).map(([name, value]) => [name, String(value).trim()]),
        ),
      },
    };
  }
}

function createClient(
  cluster: Cluster,
  { caCerts, certificate }: Omit<Credentials, "headers">,
): Deno.HttpClient {
  const proxy = proxyOf(cluster);
  return Deno.createHttpClient({
    caCerts: [...caCerts],
    ...certificate,
    ...(proxy && { proxy }),
  });
}

// The name in the URL is the one that TLS verifies; where another is wanted, the URL has that one
// and the connection is led to the real address.
function verifiedUrl({ server, tlsServerName }: Cluster): string {
  if (!tlsServerName) return server;
  const url = new URL(server);
  url.hostname = tlsServerName;
  return url.href.replace(/\/$/, "");
}

function proxyOf({ server, tlsServerName, proxyUrl }: Cluster): Deno.Proxy | undefined {
  if (proxyUrl) return { url: proxyUrl };
  if (!tlsServerName) return undefined;
  const { hostname, port } = new URL(server);
  return { transport: "tcp", hostname, port: Number(port || 443) };
}

function refuseUnverified({ skipTLSVerify, tlsServerName, proxyUrl }: Cluster): void {
  if (skipTLSVerify) {
    throw new ToolError(
      "upstream_unavailable",
      "Cannot use a kubeconfig that switches off the verification of TLS",
      {
        hint: "Replace insecure-skip-tls-verify by certificate-authority-data, " +
          "with tls-server-name where the certificate has another name",
      },
    );
  }
  if (tlsServerName && proxyUrl) {
    throw new ToolError(
      "upstream_unavailable",
      "Cannot use a kubeconfig with both tls-server-name and proxy-url",
      { hint: "Give a server address whose name is in the certificate" },
    );
  }
}
