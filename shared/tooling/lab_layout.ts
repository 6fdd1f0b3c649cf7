/**
 * Where the lab lives on this machine: folders, ports and the URLs made of them.
 *
 * Everything listens on 127.0.0.1, and everything written goes below one folder, `LAB`
 * (default `~/.cache/telemcp-lab`): `bin` and `kwok` are built once, `run` is the state. A second lab
 * beside the first has its own `LAB` and its own ports, moved by `LAB_PORT_OFFSET` (10000 meets no other port).
 */

const HOME = Deno.env.get("HOME") ?? "/root";

/** The repository's own folder of lab configuration and manifests. */
export const SOURCE = `${import.meta.dirname}/../../k8s/lab`;

export const LAB = Deno.env.get("LAB") || `${HOME}/.cache/telemcp-lab`;
export const BIN = `${LAB}/bin`;
export const KWOK_DEFAULTS = `${LAB}/kwok`;
export const RUN = `${LAB}/run`;
export const PKI = `${RUN}/pki`;
export const LOGS = `${RUN}/logs`;
export const PIDS = `${RUN}/pids`;
export const CONFIGURATION = `${RUN}/configuration`;
export const KUBECONFIGS = `${RUN}/kubeconfigs`;
export const POD_LOGS = `${RUN}/pod-logs`;

/** How far the ports are from those of the first lab. */
export const PORT_OFFSET = Number(Deno.env.get("LAB_PORT_OFFSET") ?? 0);

export const PORTS = {
  kubernetes: port(16443),
  etcd: port(12379),
  etcdPeer: port(12380),
  controllerManager: port(10257),
  scheduler: port(10259),
  kwok: port(10247),
  metricsServer: port(14443),
  kubeStateMetrics: port(18080),
  kubeStateMetricsSelf: port(18081),
  nodeExporter: port(19100),
  prometheus: port(19090),
  alertmanager: port(19093),
  loki: port(13100),
  lokiGrpc: port(19095),
  lokiGossip: port(17946),
  lokiTenants: port(13101),
  lokiTenantsGrpc: port(19096),
  lokiTenantsGossip: port(17947),
  traffic: port(18090),
} as const;

function port(ofFirstLab: number): number {
  return ofFirstLab + PORT_OFFSET;
}

/** The five upstreams a client of the lab reads. `lokiTenants` wants `X-Scope-OrgID`. */
export const URLS = {
  kubernetes: `https://127.0.0.1:${PORTS.kubernetes}`,
  prometheus: `http://127.0.0.1:${PORTS.prometheus}`,
  alertmanager: `http://127.0.0.1:${PORTS.alertmanager}`,
  loki: `http://127.0.0.1:${PORTS.loki}`,
  lokiTenants: `http://127.0.0.1:${PORTS.lokiTenants}`,
} as const;

export const CA_CERTIFICATE = `${PKI}/ca.crt`;
export const ADMIN_KUBECONFIG = `${KUBECONFIGS}/admin.yaml`;
export const AUDIT_LOG = `${LOGS}/audit.log`;
