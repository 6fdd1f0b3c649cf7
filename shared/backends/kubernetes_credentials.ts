import type { Cluster, KubeConfig } from "@kubernetes/client-node";
import type { RequestOptions } from "node:https";
import { ToolError } from "../errors.ts";
import { type ConnectTunnel, openConnectTunnel } from "./connect_tunnel.ts";
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

interface TlsOptions {
  readonly config: KubeConfig;
  readonly cluster: Cluster;
  readonly fetch: typeof globalThis.fetch;
}

class TlsConnection implements Connection {
  readonly baseUrl: string;
  readonly #config: KubeConfig;
  readonly #fetch: typeof globalThis.fetch;
  readonly #proxyUrl: string | undefined;
  readonly #tunnel: ConnectTunnel | undefined;
  #client: Deno.HttpClient | undefined;
  #clientMaterial = "";
  #credentials: Promise<Credentials> | undefined;

  constructor({ config, cluster, fetch }: TlsOptions) {
    const url = new URL(cluster.server);
    if (cluster.tlsServerName && cluster.tlsServerName !== url.hostname) {
      this.#tunnel = openConnectTunnel({ hostname: url.hostname, port: Number(url.port || 443) });
      url.hostname = cluster.tlsServerName;
    }
    this.baseUrl = url.href.replace(/\/$/, "");
    this.#config = config;
    this.#fetch = fetch;
    this.#proxyUrl = this.#tunnel?.url ?? cluster.proxyUrl;
  }

  /** Also renews the TLS client when the certificates have changed. */
  async headers(): Promise<Readonly<Record<string, string>>> {
    // Requests side by side share one look at the files, or one run of the exec plugin.
    this.#credentials ??= readCredentials(this.#config)
      .finally(() => this.#credentials = undefined);
    const { headers, ...material } = await this.#credentials;
    const text = JSON.stringify(material);
    if (text !== this.#clientMaterial) {
      this.#client?.close();
      this.#client = createClient(material, this.#proxyUrl);
      this.#clientMaterial = text;
    }
    return headers;
  }

  readonly fetch: typeof globalThis.fetch = (input, init) =>
    this.#fetch(input, { ...init, ...(this.#client && { client: this.#client }) });

  close(): void {
    this.#tunnel?.close();
    this.#client?.close();
    this.#client = undefined;
    this.#clientMaterial = "";
  }
}

async function readCredentials(config: KubeConfig): Promise<Credentials> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
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
        Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]),
      ),
    },
  };
}

function createClient(
  { caCerts, certificate }: Omit<Credentials, "headers">,
  proxyUrl: string | undefined,
): Deno.HttpClient {
  try {
    return Deno.createHttpClient({
      caCerts: [...caCerts],
      ...certificate,
      ...(proxyUrl && { proxy: { url: proxyUrl } }),
    });
  } catch (cause) {
    throw new ToolError("upstream_unavailable", "Cannot use the certificates for Kubernetes", {
      hint: "Check the kubeconfig: certificates have to be PEM, and X.509 version 3",
      cause,
    });
  }
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
