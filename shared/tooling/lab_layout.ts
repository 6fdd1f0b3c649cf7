/**
 * Where the lab lives on this machine: folders, ports and the URLs made of them.
 *
 * Everything listens on 127.0.0.1, and everything written goes below one folder, `LAB`
 * (default `~/.cache/telemcp-lab`): `bin` and `kwok` are built once, `run` is the state.
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

export const PORTS = {
  kubernetes: 16443,
  etcd: 12379,
  etcdPeer: 12380,
  controllerManager: 10257,
  scheduler: 10259,
  kwok: 10247,
  metricsServer: 14443,
  kubeStateMetrics: 18080,
  kubeStateMetricsSelf: 18081,
  nodeExporter: 19100,
  prometheus: 19090,
  alertmanager: 19093,
  loki: 13100,
  lokiGrpc: 19095,
  lokiGossip: 17946,
  lokiTenants: 13101,
  lokiTenantsGrpc: 19096,
  lokiTenantsGossip: 17947,
  traffic: 18090,
} as const;

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
