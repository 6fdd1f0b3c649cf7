import type { Handler } from "./api/kubernetes_api.ts";
import { makeServerCertificate } from "./certificate.ts";
import { API_NAMES, type ApiName, type EmbeddedCluster } from "./embedded_cluster.ts";
import { kubeconfig } from "./kubeconfig.ts";

export interface Listening {
  /** Where each API listens; none for one whose source is away. */
  readonly urls: Readonly<Partial<Record<ApiName, string>>>;
  /** A kubeconfig for the Kubernetes API. */
  readonly kubeconfig: string;
  stop(): Promise<void>;
}

/**
 * Listens on loopback: the Kubernetes API with TLS on `port`, the others on the ports after it, or all on
 * free ports when it is 0. Open streams are cut when it stops.
 */
export async function listen(
  { apis, away }: EmbeddedCluster,
  { port = 0 }: { readonly port?: number } = {},
): Promise<Listening> {
  const { authority, certificate, key } = await makeServerCertificate();
  const abort = new AbortController();
  const servers = API_NAMES.flatMap((name, i) => {
    if (away.has(name)) return [];
    const tls = name === "kubernetes" ? { cert: certificate, key } : undefined;
    const server = serve(apis[name], {
      port: port === 0 ? 0 : port + i,
      signal: abort.signal,
      tls,
    });
    const scheme = tls === undefined ? "http" : "https";
    return [{ name, server, url: `${scheme}://127.0.0.1:${server.addr.port}` }];
  });
  const urls = Object.fromEntries(servers.map(({ name, url }) => [name, url]));
  return {
    urls,
    kubeconfig: kubeconfig({ server: urls.kubernetes ?? "", authority }),
    async stop() {
      abort.abort();
      await Promise.all(servers.map(({ server }) => server.finished));
    },
  };
}

interface ServeOptions {
  readonly port: number;
  readonly signal: AbortSignal;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

function serve(handler: Handler, { port, signal, tls }: ServeOptions) {
  const address = { hostname: "127.0.0.1", port, signal, onListen: () => {} };
  return tls === undefined
    ? Deno.serve(address, handler)
    : Deno.serve({ ...address, ...tls }, handler);
}
